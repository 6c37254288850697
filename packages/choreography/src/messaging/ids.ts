import { V7Generator } from 'uuidv7';

const pool = Buffer.alloc(8_192);
let used = pool.length;

/** Where the next random bytes begin in a pool: asking the system for eight at a time costs more than all else in a message. */
function draw(bytes: number): number {
  if (used + bytes > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += bytes;
  return used - bytes;
}

const randomHex = (bytes: number): string => {
  const at = draw(bytes);
  return pool.toString('hex', at, at + bytes);
};

const ids = new V7Generator({ nextUint32: () => pool.readUInt32LE(draw(4)) });

/** A new message id: a UUID version 7, which sorts by the time it was made; inbox and outbox are partitioned by it. */
export const newId = (): string => ids.generate().toString();

/** The millisecond that a UUID version 7 was made in. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Whether a text is a W3C trace context. */
export const isTraceparent = (text: string | undefined): text is string =>
  TRACEPARENT.test(text ?? '');

/** Continues a W3C trace context with a new span, or begins a sampled one when there is none to continue. */
export function continueTrace(traceparent: string | undefined): string {
  const [, trace = randomHex(16), , flags = '01'] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return `00-${trace}-${randomHex(8)}-${flags}`;
}

/** A W3C trace context as it is, or the begin of a sampled one when there is none. Who makes no spans hands on the context that it was given. */
export function traceFrom(traceparent: string | undefined): string {
  return isTraceparent(traceparent) ? traceparent : continueTrace(undefined);
}

/** The trace id of a W3C trace context. */
export const traceIdOf = (traceparent: string): string | undefined =>
  TRACEPARENT.exec(traceparent)?.[1];
