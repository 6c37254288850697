import type { EventDraft } from '@murmuration/contracts';
import type { Delivery } from '../batch/delivery.ts';
import type { Shell } from '../batch/shell.ts';
import { reach } from '../failpoints/reach.ts';
import { newId, traceFrom } from '../messaging/ids.ts';
import { deadLetterSubject, laneOf } from '../messaging/subjects.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { outboxRow, type OutboxRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { type Pipeline, transaction } from '../postgres/pipeline.ts';
import { storable } from '../postgres/storable.ts';
import { OWN } from '../telemetry/conventions.ts';
import { causeOf } from './fingerprint.ts';
import { advanceLines, lockLines } from './line-statements.ts';

/** Why a reaction gives up; `abandoned` when the broker did, `unheard` when there is none. */
export type DeadLetterReason = 'unreadable' | 'terminal' | 'exhausted' | 'abandoned' | 'unheard';

/** A message that a reaction gives up on. */
export interface DeadLetter {
  readonly reaction: string;
  readonly delivery: Delivery;
  readonly messageId: string;
  readonly messageName: string;
  readonly key: string;
  /** The context of the attempt that failed; that of the message where none was made. */
  readonly traceparent?: string;
  readonly reason: DeadLetterReason;
  readonly error: Error;
  readonly attempts: number;
  /** A rejection to publish with it, once. */
  readonly rejection?: EventDraft;
}

const MOST_ERROR_CHARACTERS = 2_000;
const MOST_STACK_CHARACTERS = 8_000;

/** $1: the reaction, $2: the message, $3: an id for the letter, $4 to $15: what is kept of it. Tells whether it is a new letter. */
export const KEEP_LETTER = `insert into dead_letter (id, reaction, message_id, message_name, key, subject, position, headers, payload, reason, error, stack, cause, fingerprint, attempts, first_failed_at)
  select $3::uuid, $1::text, $2::text, $4::text, $5::text, $6::text, $7::text, $8::text::json, $9::bytea, $10::text, $11::text, $12::text, $13::text, $14::text, $15::integer,
    coalesce((select first_failed_at from failing where reaction = $1::text and message_id = $2::text), now())
  on conflict (reaction, message_id) do update set reason = excluded.reason, error = excluded.error, stack = excluded.stack,
    cause = excluded.cause, fingerprint = excluded.fingerprint,
    attempts = dead_letter.attempts + excluded.attempts, last_failed_at = now()
  returning xmax = 0 as is_new`;
/** $1: the reaction, $2: the message. */
export const FORGET_FAILURES =
  'delete from failing where reaction = $1::text and message_id = $2::text';
/** $1: the letter's id, $2 to $6: why, $7: attempts. */
export const KEEP_LETTER_AGAIN = `update dead_letter set reason = $2::text, error = $3::text, stack = $4::text, cause = $5::text, fingerprint = $6::text,
    attempts = attempts + $7::integer, last_failed_at = now(), redriving_until = null
  where id = $1::uuid`;

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
    // before any row: whoever changes a line takes its lock first
    if (shell.plan.ordered.has(letter.reaction)) lockLines(pipeline, [letter]);
    const { kept } = letter.delivery;
    const isRedrive = kept?.as === 'dead letter';
    const isNew = isRedrive
      ? await keepAgain(pipeline, letter, kept.letterId)
      : await keep(pipeline, letter);
    if (shell.plan.ordered.has(letter.reaction)) holdLine(pipeline, letter);
    const rows: OutboxRow[] = [];
    if (isNew || isRedrive) rows.push(noticeOf(shell, letter));
    if (isNew && letter.rejection !== undefined)
      rows.push(rejectionRow(shell, letter, letter.rejection));
    reach('dead-letter.before-commit');
    return await pipeline.commit(insertOutbox(pipeline, rows));
  });
  reach('dead-letter.after-commit');
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
  const [row] = await pipeline.ask(KEEP_LETTER, [
    ...id,
    newId(),
    storable(letter.messageName),
    storable(letter.key),
    letter.delivery.subject,
    letter.delivery.position,
    JSON.stringify(letter.delivery.headers()),
    Buffer.from(letter.delivery.body),
    ...whyOf(letter),
    letter.attempts,
  ]);
  pipeline.send(FORGET_FAILURES, id);
  return row?.['is_new'] === true;
}

/** A redrive that has failed. The row is known by its own id: an edited message that cannot be read may have come to another one. */
async function keepAgain(
  pipeline: Pipeline,
  letter: DeadLetter,
  letterId: string,
): Promise<boolean> {
  await pipeline.ask(KEEP_LETTER_AGAIN, [letterId, ...whyOf(letter), letter.attempts]);
  return false;
}

function whyOf({ reason, error }: DeadLetter): readonly string[] {
  const { text, fingerprint } = causeOf(reason, error);
  return [
    reason,
    storable(error.message, MOST_ERROR_CHARACTERS),
    storable(error.stack ?? '', MOST_STACK_CHARACTERS),
    storable(text),
    fingerprint,
  ];
}

/** The messages behind it wait until it is settled. */
function holdLine(pipeline: Pipeline, letter: DeadLetter): void {
  pipeline.send('delete from waiting_message where reaction = $1::text and message_id = $2::text', [
    letter.reaction,
    storable(letter.messageId),
  ]);
  advanceLines(pipeline, [letter]);
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
      messageId: storable(letter.messageId),
      messageName: storable(letter.messageName),
      key: storable(letter.key),
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
