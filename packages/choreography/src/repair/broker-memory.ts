import { z } from 'zod';
import type { Stored } from '../outbox/publisher.ts';

/** What a lane has seen of one stream. */
export interface SeenStream {
  /** When the stream was created, as the broker writes it: another text is another stream. */
  created: string;
  /** Of the last message of this lane that was acknowledged; 0 when none was. */
  sequence: number;
  /** That message's id; empty when none was acknowledged. */
  id: string;
  /** Messages that were missing between others when everything retained was last found to be there. */
  removed: number;
}

const schema = z.object({
  /** The broker's process since whose start the streams were read and found whole. */
  verified: z.string().default(''),
  streams: z
    .record(
      z.string(),
      z.object({ created: z.string(), sequence: z.int(), id: z.string(), removed: z.int() }),
    )
    .default({}),
});

/** More messages than others publish between two of a lane: then the stream may be another one, since a new one begins far above an old one. */
const SUSPICIOUS_JUMP = 1_000_000;

/** What a lane knows about the broker's streams. It is recorded with the lane's settled positions, in one statement (R2). */
export class BrokerMemory {
  verified: string;
  private readonly streams: Map<string, SeenStream>;

  private constructor(verified: string, streams: Map<string, SeenStream>) {
    this.verified = verified;
    this.streams = streams;
  }

  static parse(text: string): BrokerMemory {
    const { verified, streams } = schema.parse(JSON.parse(text));
    return new BrokerMemory(verified, new Map(Object.entries(streams)));
  }

  toString(): string {
    return JSON.stringify({ verified: this.verified, streams: Object.fromEntries(this.streams) });
  }

  copy(): BrokerMemory {
    const streams = [...this.streams].map(([name, seen]) => [name, { ...seen }] as const);
    return new BrokerMemory(this.verified, new Map(streams));
  }

  of(stream: string): Readonly<SeenStream> | undefined {
    return this.streams.get(stream);
  }

  set(stream: string, seen: SeenStream): void {
    this.streams.set(stream, seen);
  }

  /** Notes an acknowledgement; false when it does not fit what was seen before. */
  stored(id: string, { stream, sequence, isDuplicate }: Stored): boolean {
    const seen = this.streams.get(stream);
    if (seen === undefined) return true;
    const step = sequence - seen.sequence;
    // for a repeated message the broker names the place of the first
    if (step <= 0) return isDuplicate;
    const isPlausible = seen.sequence === 0 || step < SUSPICIOUS_JUMP;
    seen.sequence = sequence;
    seen.id = id;
    return isPlausible;
  }
}
