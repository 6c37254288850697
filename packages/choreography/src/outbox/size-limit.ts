import { TerminalError } from '../definition/errors.ts';

/** The parts of a message that may be long. */
export interface Sized {
  readonly type: string;
  readonly key: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** JSON text. */
  readonly data: string;
}

/** What fits into a message of the broker's usual 1 MiB beside its headers, with room for a broker that is given a lower limit later. */
const MOST_BYTES = 900_000;
/** Headers beside the key and the ids, which have lengths of their own. */
const HEADER_BYTES = 1_024;
/** The most that a character takes. */
const CHARACTER_BYTES = 3;

let most = MOST_BYTES;

/** To be told what the broker takes, in bytes of headers and body, whenever it was connected to. One process publishes to one broker, or one cluster. */
export function limitMessages(maxPayload: number): void {
  most = Math.min(MOST_BYTES, maxPayload - HEADER_BYTES);
}

/**
 * Refuses what could never be published, and would hold up its lane for ever, before it is committed. Throws a `TerminalError`: the message that caused it becomes a dead
 * letter.
 */
export function checkSize({ type, key, correlationId, causationId, data }: Sized): void {
  const characters = data.length + key.length + correlationId.length + causationId.length;
  // short texts need not be measured
  if (characters * CHARACTER_BYTES <= most) return;
  const texts = [data, key, correlationId, causationId];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= most) return;
  throw new TerminalError(
    `${type} of "${key.slice(0, 100)}" has ${bytes} bytes; at most ${most} can be published`,
  );
}
