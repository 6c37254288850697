import { encode, type EventContract, type EventDraft } from '@murmuration/contracts';
import type { Message } from '../definition/message.ts';
import { continueTrace, newId } from '../messaging/ids.ts';
import { eventSubject, partitionOf } from '../messaging/subjects.ts';

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

/** Turns a draft into a row, checked against its contract. Throws a `ContractViolation` if it breaks it. */
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
  return {
    lane: partitionOf(key) % lanes,
    id,
    subject: eventSubject(contract.type, key),
    type: contract.name,
    key,
    occurredAt,
    correlationId: cause.correlationId,
    causationId: cause.id,
    traceparent: continueTrace(cause.traceparent),
    data: JSON.stringify(data),
  };
}
