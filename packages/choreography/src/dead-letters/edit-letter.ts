import { validate } from '@murmuration/contracts';
import type postgres from 'postgres';
import { z } from 'zod';
import { readCommand, readEvent, type Unreadable } from '../batch/decode-delivery.ts';
import type { Delivery } from '../batch/delivery.ts';
import type { ServicePlan } from '../batch/service-plan.ts';
import { parseCommandSubject, parseEventSubject } from '../messaging/subjects.ts';
import { RequestError } from '../queries/request-error.ts';
import { type Edit, findDeadLetter, type WholeLetter } from './dead-letter-store.ts';
import { keptDelivery } from './kept-delivery.ts';
import { commandIdIn } from './letter-id.ts';
import { mergePatch } from './merge-patch.ts';

export const editParams = z
  .object({
    id: z.uuid(),
    /** The whole new body. */
    body: z.unknown().optional(),
    /** What changes, as an RFC 7396 merge patch: of personal data, which is shown to nobody, only what is wrong has to be known. */
    patch: z.unknown().optional(),
    why: z.string().trim().min(1).max(1_000),
    by: z.string().trim().min(1).max(200).default('an operator'),
  })
  .refine(({ body, patch }) => (body === undefined) !== (patch === undefined), {
    message: 'give either a body or a patch',
  });

/**
 * Accepts another body for an open letter: what is redriven from now on. It has to fulfil the contract, and to be the same message: of the same aggregate, and under the
 * same command id. The body that came stays beside it (D2). Throws a `RequestError`.
 */
export async function editLetter(
  plan: ServicePlan,
  sql: postgres.Sql,
  { id, body, patch, why, by }: z.infer<typeof editParams>,
): Promise<void> {
  const letter = await findDeadLetter(sql, id);
  if (letter === undefined) throw new RequestError(404, `there is no dead letter ${id}`);
  if (letter.status !== 'open') {
    throw new RequestError(409, `dead letter ${id} is ${letter.status} already`);
  }
  const data = patch === undefined ? body : mergePatch(jsonOf(letter), patch);
  const payload = Buffer.from(JSON.stringify(data));
  check(plan, letter, payload);
  const edit: Edit = { payload: payload.toString('base64'), by, why, at: new Date().toISOString() };
  const { count } = await sql`
    update dead_letter set edits = edits || ${JSON.stringify([edit])}::text::jsonb
    where id = ${id} and (redriving_until is null or redriving_until <= now())`;
  if (count === 0)
    throw new RequestError(409, `dead letter ${id} is being redriven, or was settled meanwhile`);
}

/** The body that is redriven: the last one that was accepted, else the one that came. */
export const presentBody = ({
  payload,
  edits,
}: Pick<WholeLetter, 'payload' | 'edits'>): Uint8Array => {
  const last = edits.at(-1);
  return last === undefined ? payload : Buffer.from(last.payload, 'base64');
};

function jsonOf(letter: WholeLetter): unknown {
  const read = validate(jsonText, new TextDecoder().decode(presentBody(letter)));
  if (read.ok) return read.data;
  throw new RequestError(409, 'what came is not JSON, so it cannot be patched: give a whole body');
}

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
});

function check(plan: ServicePlan, letter: WholeLetter, payload: Uint8Array): void {
  const read = readAs(plan, letter, payload);
  if (!read.ok) throw new RequestError(400, 'the body does not fulfil its contract', read.problems);
  // nobody knows what an unreadable message was meant to be
  if (letter.reason === 'unreadable') return;
  const { message } = read;
  if (message.key !== letter.key) {
    throw new RequestError(
      409,
      `the body is about "${message.key}", the message about "${letter.key}"`,
    );
  }
  const { subject, messageId } = letter;
  if (message.id !== commandIdIn(messageId, subject)) {
    throw new RequestError(
      409,
      `the body has the id "${message.id}", the message "${letter.messageId}"`,
    );
  }
}

function readAs(
  { events, byCommand }: ServicePlan,
  letter: WholeLetter,
  payload: Uint8Array,
): ReturnType<typeof readEvent> | Unreadable {
  const delivery: Delivery = keptDelivery(
    { ...letter, payload },
    {
      kept: { as: 'dead letter', letterId: letter.id, by: '' },
      attempt: 2,
      onEnd: () => undefined,
    },
  );
  const event = events.get(parseEventSubject(letter.subject));
  if (event !== undefined && letter.subject.startsWith('evt.')) return readEvent(event, delivery);
  const command = byCommand.get(parseCommandSubject(letter.subject).type);
  if (command !== undefined) return readCommand(command.contract, delivery);
  throw new RequestError(409, `this version of the service has no contract for ${letter.subject}`);
}
