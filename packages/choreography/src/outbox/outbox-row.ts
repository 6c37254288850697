import { encode, type EventContract, type EventDraft } from '@murmuration/contracts';
import { TerminalError } from '../definition/errors.ts';
import type { Message } from '../definition/message.ts';
import { newId, traceFrom } from '../messaging/ids.ts';
import { eventSubject, laneOf } from '../messaging/subjects.ts';

/** A message to publish, before the database has given it its position in a lane. */
export interface OutboxRow {
  readonly lane: number;
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly key: string;
  readonly occurredAt: Date;
  readonly correlationId: string;
  readonly causationId: string;
  /** The context of what caused it; the relay continues it. */
  readonly traceparent: string;
  /** JSON text. */
  readonly data: string;
}

/** A row that stands in the outbox. */
export interface PlacedRow extends OutboxRow {
  readonly seq: number;
}

/** What an event takes over from the message that caused it. */
export type Cause = Pick<Message, 'id' | 'correlationId' | 'traceparent'>;

/** What fits into a message of the broker's usual 1 MiB beside its headers. A larger row could never be published and would block its lane. */
const MAX_BYTES = 900_000;

/** Turns a draft into a row, checked against its contract. Throws a `ContractViolation` if it breaks it, a `TerminalError` if it is too large to publish. */
export function outboxRow(
  draft: EventDraft,
  cause: Cause,
  occurredAt: Date,
  lanes: number,
  id = newId(),
): OutboxRow {
  const contract: EventContract = draft.contract;
  const data = encode(contract, draft.data);
  const key = contract.key(data);
  const text = JSON.stringify(data);
  checkSize(contract.name, key, text);
  return {
    lane: laneOf(key, lanes),
    id,
    subject: eventSubject(contract.type, key),
    type: contract.name,
    key,
    occurredAt,
    correlationId: cause.correlationId,
    causationId: cause.id,
    traceparent: traceFrom(cause.traceparent),
    data: text,
  };
}

function checkSize(name: string, key: string, text: string): void {
  // a character takes at most three bytes: short texts need not be measured
  if (text.length * 3 <= MAX_BYTES) return;
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_BYTES) return;
  throw new TerminalError(
    `${name} of "${key}" has ${bytes} bytes; at most ${MAX_BYTES} can be published`,
  );
}
