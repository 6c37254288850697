import { encode, type EventContract, type EventDraft } from '@murmuration/contracts';
import type { Message } from '../definition/message.ts';
import { newId } from '../messaging/ids.ts';
import { eventSubject, laneOf } from '../messaging/subjects.ts';
import { checkSize } from './size-limit.ts';

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
  const row: OutboxRow = {
    lane: laneOf(key, lanes),
    id,
    subject: eventSubject(contract.type, key),
    type: contract.name,
    key,
    occurredAt,
    correlationId: cause.correlationId,
    causationId: cause.id,
    traceparent: cause.traceparent,
    data: text,
  };
  checkSize(row);
  return row;
}
