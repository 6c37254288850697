import { personalFields, type EventDraft, type MessageContract } from '@murmuration/contracts';
import type { Delivery } from '../batch/delivery.ts';
import type { Shell } from '../batch/shell.ts';
import { newId, continueTrace } from '../messaging/ids.ts';
import { deadLetterSubject, partitionOf } from '../messaging/subjects.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { outboxRow, type OutboxRow } from '../outbox/outbox-row.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import type { Connection } from '../postgres/client.ts';

/** A message that a reaction gives up on. */
export interface DeadLetter {
  readonly reaction: string;
  readonly delivery: Delivery;
  readonly messageId: string;
  readonly messageName: string;
  readonly key: string;
  /** `unreadable`, `terminal` or `exhausted`. */
  readonly reason: string;
  readonly error: Error;
  readonly attempts: number;
  /** A rejection to publish with it, once. */
  readonly rejection?: EventDraft;
}

/** The name of the notice that stands in the stream of dead letters for each one that is kept in the database. */
export const DEAD_LETTER_NAME = 'murmuration.dead-letter.v1';

/**
 * Keeps a dead letter with its whole payload in the service's schema, and publishes a notice of it without the payload, in one transaction.
 * Burying the same message of the same reaction again counts its attempts on and publishes no rejection twice.
 */
export async function bury(
  shell: Shell,
  connection: Connection,
  letter: DeadLetter,
): Promise<void> {
  const pipeline = new Pipeline(await connection.session());
  try {
    pipeline.send('begin');
    const isNew = await keep(pipeline, letter);
    const rows = [noticeOf(shell, letter)];
    if (isNew && letter.rejection !== undefined)
      rows.push(rejectionRow(shell, letter, letter.rejection));
    shell.relay.handOver(await pipeline.commit(insertOutbox(pipeline, rows)));
  } catch (error) {
    await pipeline.rollback();
    throw error;
  }
}

async function keep(pipeline: Pipeline, letter: DeadLetter): Promise<boolean> {
  const [row] = await pipeline.ask(
    `insert into dead_letter (id, reaction, message_id, message_name, key, subject, position, headers, payload, reason, error, stack, attempts)
     values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text::json, $9::bytea, $10::text, $11::text, $12::text, $13::integer)
     on conflict (reaction, message_id) do update set reason = excluded.reason, error = excluded.error, stack = excluded.stack,
       attempts = dead_letter.attempts + excluded.attempts, last_failed_at = now(), status = 'open'
     returning xmax = 0 as is_new`,
    [
      newId(),
      letter.reaction,
      letter.messageId,
      letter.messageName,
      letter.key,
      letter.delivery.subject,
      letter.delivery.position,
      JSON.stringify(letter.delivery.headers()),
      Buffer.from(letter.delivery.body),
      letter.reason,
      letter.error.message,
      letter.error.stack ?? '',
      letter.attempts,
    ],
  );
  return row?.['is_new'] === true;
}

function noticeOf(shell: Shell, letter: DeadLetter): OutboxRow {
  const { delivery } = letter;
  return {
    lane: partitionOf(letter.key) % shell.settings.OUTBOX_LANES,
    id: newId(),
    subject: deadLetterSubject(shell.plan.name, letter.reaction),
    type: DEAD_LETTER_NAME,
    key: letter.key,
    occurredAt: new Date(),
    correlationId: delivery.header('ce-correlationid') ?? letter.messageId,
    causationId: letter.messageId,
    traceparent: continueTrace(delivery.header('traceparent')),
    data: JSON.stringify({
      service: shell.plan.name,
      reaction: letter.reaction,
      messageId: letter.messageId,
      messageName: letter.messageName,
      key: letter.key,
      reason: letter.reason,
      error: letter.error.message,
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
    traceparent: continueTrace(letter.delivery.header('traceparent')),
  };
  return outboxRow(rejection, cause, new Date(), shell.settings.OUTBOX_LANES);
}

/** A body for people to look at: personal fields are masked; what is no JSON is not shown. */
export function maskedBody(contract: MessageContract | undefined, body: Uint8Array): string {
  const personal = new Set(contract === undefined ? [] : personalFields(contract.schema));
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(body));
    return JSON.stringify(data, (name, value: unknown) => (personal.has(name) ? '***' : value));
  } catch {
    return `${body.length} bytes that are not JSON`;
  }
}
