import type { EventDraft } from '@murmuration/contracts';
import type { Delivery } from '../batch/delivery.ts';
import type { Shell } from '../batch/shell.ts';
import { newId, traceFrom } from '../messaging/ids.ts';
import { deadLetterSubject, laneOf } from '../messaging/subjects.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { outboxRow, type OutboxRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { type Pipeline, transaction } from '../postgres/pipeline.ts';
import { storable } from '../postgres/storable.ts';
import { OWN } from '../telemetry/conventions.ts';

/** A message that a reaction gives up on. */
export interface DeadLetter {
  readonly reaction: string;
  readonly delivery: Delivery;
  readonly messageId: string;
  readonly messageName: string;
  readonly key: string;
  /** The context of the attempt that failed; that of the message where none was made. */
  readonly traceparent?: string;
  /** `unreadable`, `terminal` or `exhausted`. */
  readonly reason: string;
  readonly error: Error;
  readonly attempts: number;
  /** A rejection to publish with it, once. */
  readonly rejection?: EventDraft;
}

const MOST_ERROR_CHARACTERS = 2_000;
const MOST_STACK_CHARACTERS = 8_000;

/** The name of the notice that stands in the stream of dead letters for each one that is kept in the database. */
export const DEAD_LETTER_NAME = 'murmuration.dead-letter.v1';

/**
 * Keeps a dead letter with its whole payload in the service's schema, and publishes a notice of it without the payload, in one transaction.
 * Burying the same message of the same reaction again counts its attempts on, and publishes nothing twice; only a redrive that fails is told again.
 */
export async function bury(
  shell: Shell,
  connection: Connection,
  letter: DeadLetter,
): Promise<void> {
  const placed = await transaction(connection, async (pipeline) => {
    const isNew = await keep(pipeline, letter);
    const rows: OutboxRow[] = [];
    if (isNew || letter.delivery.onlyFor !== undefined) rows.push(noticeOf(shell, letter));
    if (isNew && letter.rejection !== undefined)
      rows.push(rejectionRow(shell, letter, letter.rejection));
    return await pipeline.commit(insertOutbox(pipeline, rows));
  });
  shell.relay.handOver(placed);
  shell.telemetry?.meters?.deadLetters.add(1, {
    [OWN.reaction]: letter.reaction,
    [OWN.reason]: letter.reason,
  });
}

const traceOf = ({ traceparent, delivery }: DeadLetter): string =>
  traceFrom(traceparent ?? delivery.header('traceparent'));

async function keep(pipeline: Pipeline, letter: DeadLetter): Promise<boolean> {
  const id = [letter.reaction, storable(letter.messageId)];
  const [row] = await pipeline.ask(
    `insert into dead_letter (id, reaction, message_id, message_name, key, subject, position, headers, payload, reason, error, stack, attempts, first_failed_at)
     select $3::uuid, $1::text, $2::text, $4::text, $5::text, $6::text, $7::text, $8::text::json, $9::bytea, $10::text, $11::text, $12::text, $13::integer,
       coalesce((select first_failed_at from failing where reaction = $1::text and message_id = $2::text), now())
     on conflict (reaction, message_id) do update set reason = excluded.reason, error = excluded.error, stack = excluded.stack,
       attempts = dead_letter.attempts + excluded.attempts, last_failed_at = now(), status = 'open'
     returning xmax = 0 as is_new`,
    [
      ...id,
      newId(),
      storable(letter.messageName),
      storable(letter.key),
      letter.delivery.subject,
      letter.delivery.position,
      JSON.stringify(letter.delivery.headers()),
      Buffer.from(letter.delivery.body),
      letter.reason,
      storable(letter.error.message, MOST_ERROR_CHARACTERS),
      storable(letter.error.stack ?? '', MOST_STACK_CHARACTERS),
      letter.attempts,
    ],
  );
  pipeline.send('delete from failing where reaction = $1::text and message_id = $2::text', id);
  return row?.['is_new'] === true;
}

function noticeOf(shell: Shell, letter: DeadLetter): OutboxRow {
  const { delivery } = letter;
  return {
    lane: laneOf(letter.key, shell.settings.OUTBOX_LANES),
    id: newId(),
    subject: deadLetterSubject(shell.plan.name, letter.reaction),
    type: DEAD_LETTER_NAME,
    key: storable(letter.key),
    occurredAt: new Date(),
    correlationId: storable(delivery.header('ce-correlationid') ?? letter.messageId),
    causationId: storable(letter.messageId),
    traceparent: traceOf(letter),
    data: JSON.stringify({
      service: shell.plan.name,
      reaction: letter.reaction,
      messageId: letter.messageId,
      messageName: letter.messageName,
      key: letter.key,
      reason: letter.reason,
      error: storable(letter.error.message, MOST_ERROR_CHARACTERS),
      attempts: letter.attempts,
      position: delivery.position,
      bytes: delivery.body.length,
    }),
  };
}

function rejectionRow(shell: Shell, letter: DeadLetter, rejection: EventDraft): OutboxRow {
  const cause = {
    id: letter.messageId,
    correlationId: letter.messageId,
    traceparent: traceOf(letter),
  };
  return outboxRow(rejection, cause, new Date(), shell.settings.OUTBOX_LANES);
}
