import {
  type ConsumerPlan,
  headersIn,
  JetStreamDelivery,
  type Sink,
} from '@murmuration/choreography/simulation';
import { z } from 'zod';
import type { Chance } from '../time/chance.ts';
import { later } from '../time/virtual-time.ts';
import type { Life } from './life.ts';
import type { MemoryLine } from './memory-line.ts';
import type { Rules } from './rules.ts';
import type { StoredMessage, Stream } from './stream.ts';

interface Pending {
  readonly message: StoredMessage;
  attempt: number;
  /** When it is delivered again unless it was answered. */
  due: number;
  /** Whether somebody has it; else it waits to be delivered again. */
  isOut: boolean;
}

/** A process that takes what comes. */
interface Taker {
  readonly line: MemoryLine;
  readonly sink: Sink;
  /** How much is on its way to it. */
  onItsWay: number;
}

/** What may happen to messages between broker and process. */
export interface Weather {
  /** How often a message takes a way of its own, and is overtaken. */
  detours: number;
}

/** Where a consumer lives. */
interface Surroundings {
  readonly chance: Chance;
  readonly weather: Weather;
  readonly rules: Rules;
}

const ACK_WAIT_MS = 30_000;
const NANOSECONDS = 1e6;
const answered = z.object({ delay: z.number().default(0) });

/** What the subjects of answers begin with; stream, consumer, delivery and place follow. */
export const ANSWERS = '$JS.ACK';

/** A durable consumer: delivers each message until it is answered, to whichever process has room. */
export class Consumer {
  readonly plan: ConsumerPlan;
  private stream: Stream;
  private readonly chance: Chance;
  private readonly weather: Weather;
  private readonly rules: Rules;
  private readonly takers = new Set<Taker>();
  private readonly pending = new Map<number, Pending>();
  private readonly filters: readonly RegExp[];
  private next = 0;
  private wakesAt = Infinity;
  isUp = true;

  constructor(plan: ConsumerPlan, stream: Stream, { chance, weather, rules }: Surroundings) {
    this.plan = plan;
    this.stream = stream;
    this.chance = chance;
    this.weather = weather;
    this.rules = rules;
    this.filters = plan.filters.map(patternOf);
  }

  /** Whether everything that it is for was delivered and answered. */
  get isDone(): boolean {
    return this.pending.size === 0 && this.upcoming() === undefined;
  }

  attach(line: MemoryLine, sink: Sink): void {
    this.takers.add({ line, sink, onItsWay: 0 });
    sink.onRoom = () => this.pump();
    this.pump();
  }

  detach(life: Life): void {
    for (const taker of this.takers) if (taker.line.life === life) this.takers.delete(taker);
  }

  /** It was removed and made again: it begins with the first message that the stream holds. */
  beginAnew(): void {
    this.pending.clear();
    this.next = 0;
    this.pump();
  }

  /** It goes on with another stream, or with what is left of its own. */
  moveTo(stream: Stream): void {
    if (stream !== this.stream) {
      this.pending.clear();
      this.next = 0;
    }
    this.stream = stream;
    for (const sequence of this.pending.keys()) {
      if (stream.at(sequence) === undefined) this.pending.delete(sequence);
    }
    this.next = Math.min(this.next, stream.lastSequence);
    this.pump();
  }

  /** Delivers what can be delivered now. */
  pump(): void {
    if (!this.isUp) return;
    for (;;) {
      const taker = this.free();
      const pending = taker && this.take();
      if (taker === undefined || pending === undefined) break;
      this.deliver(taker, pending);
    }
    this.sleep();
  }

  private free(): Taker | undefined {
    const free = [...this.takers].filter(
      ({ line, sink, onItsWay }) => !line.life.isOver && sink.room.messages > onItsWay,
    );
    return free.length > 1 ? this.chance.oneOf(free) : free[0];
  }

  private take(): Pending | undefined {
    const now = Date.now();
    for (const pending of this.pending.values()) {
      if (pending.due > now) continue;
      pending.attempt++;
      return pending;
    }
    const message = this.upcoming();
    if (message === undefined) return undefined;
    this.next = message.sequence;
    const pending = { message, attempt: 1, due: 0, isOut: false };
    this.pending.set(message.sequence, pending);
    return pending;
  }

  private upcoming(): StoredMessage | undefined {
    return this.stream.from(this.next + 1, ({ subject }) =>
      this.filters.some((filter) => filter.test(subject)),
    );
  }

  private deliver(taker: Taker, pending: Pending): void {
    pending.due = Date.now() + ACK_WAIT_MS;
    taker.onItsWay++;
    const { chance, weather } = this;
    const delay = chance.happens(weather.detours) ? chance.between(1, 500) : 0;
    const { message, attempt } = pending;
    const { cuts, isOpen } = taker.line;
    later(chance.between(0.1, 0.6) + delay, () => {
      taker.onItsWay--;
      if (!isOpen || taker.line.life.isOver || taker.line.cuts !== cuts) return;
      const delivery = this.deliveryOf(taker.line, message, attempt);
      taker.sink.push(delivery);
      if (!this.rules.acknowledgesLate) delivery.acknowledge();
    });
  }

  private deliveryOf(line: MemoryLine, message: StoredMessage, attempt: number): JetStreamDelivery {
    const { subject, headers, body, sequence } = message;
    const { stream, durable } = this.plan;
    const reply = `${ANSWERS}.${stream}.${durable}.${attempt}.${sequence}.${sequence}.0.0`;
    const respond = (words: Uint8Array): boolean => {
      line.publish(reply, words);
      return true;
    };
    const pairs = Object.entries(headersIn(headers)).map(([name, value]): [string, string[]] => [
      name,
      [value],
    ]);
    return new JetStreamDelivery({ subject, data: body, reply, headers: pairs, respond }, line);
  }

  /** An answer has arrived. As the server does it: whatever was delivered from that place is meant. */
  hear(sequence: number, words: string): void {
    const pending = this.pending.get(sequence);
    if (pending === undefined) return;
    if (words.startsWith('-NAK')) pending.due = Date.now() + delayIn(words);
    else if (words === '+WPI') pending.due = Date.now() + ACK_WAIT_MS;
    else this.pending.delete(sequence);
    this.pump();
  }

  /** Looks again when the next message is due once more. */
  private sleep(): void {
    let due = Infinity;
    for (const pending of this.pending.values()) due = Math.min(due, pending.due);
    const now = Date.now();
    if (due === Infinity || due >= this.wakesAt || due <= now) return;
    this.wakesAt = due;
    later(due - now, () => {
      this.wakesAt = Infinity;
      this.pump();
    });
  }
}

/** After how many milliseconds a message shall come again. */
function delayIn(nak: string): number {
  const { delay } = answered.parse(JSON.parse(nak.slice('-NAK'.length) || '{}'));
  return delay / NANOSECONDS;
}

/** A subject with wildcards as a pattern. */
export function patternOf(filter: string): RegExp {
  const escaped = filter.replaceAll(/[.$]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '[^.]+').replaceAll('>', '.+')}$`);
}
