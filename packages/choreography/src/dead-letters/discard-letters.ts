import type { Outcome, Problem } from '@murmuration/contracts';
import type postgres from 'postgres';
import { z } from 'zod';
import { commandKey, type CommandId } from '../batch/command-log.ts';
import { isUuid } from '../messaging/ids.ts';
import { parseCommandSubject } from '../messaging/subjects.ts';
import { RequestError } from '../queries/request-error.ts';
import { commandIdIn } from './letter-id.ts';
import { isDefinite, SAY_WHICH, selection, selects } from './letter-selection.ts';

export const discardParams = selection
  .extend({
    why: z.string().trim().min(1).max(1_000),
    by: z.string().trim().min(1).max(200).default('an operator'),
    dryRun: z.boolean().default(false),
  })
  .refine(isDefinite, SAY_WHICH);

interface Chosen {
  readonly id: string;
  readonly reaction: string;
  readonly key: string;
  readonly subject: string;
  readonly messageId: string;
}

/** How often a transaction is tried that lost a race with a redrive. */
const TRIES = 3;
const DEADLOCK = '40P01';

/**
 * Gives up open letters for good; returns how many. The messages count as seen (D3), so that none of them is handled after all when the broker has to be filled again, and what
 * has waited behind them goes on. The letters stay readable, with who did it and why, until the settled ones are tidied away. One whose message was handled by now is settled as
 * such: nobody must do it once more. Throws a `RequestError` 409 while one of them is being redriven.
 */
export async function discardLetters(
  sql: postgres.Sql,
  params: z.infer<typeof discardParams>,
): Promise<number> {
  for (let tried = 1; ; tried++) {
    try {
      return await sql.begin((tx) => discardIn(tx, params));
    } catch (error) {
      const lostRace = error instanceof Error && Reflect.get(error, 'code') === DEADLOCK;
      if (!lostRace || tried === TRIES) throw error;
    }
  }
}

async function discardIn(
  tx: postgres.TransactionSql,
  { why, by, ...params }: z.infer<typeof discardParams>,
): Promise<number> {
  const chosen = await tx<Chosen[]>`
    select id, reaction, key, subject, message_id as "messageId" from dead_letter where ${selects(tx, params)}`;
  if (chosen.length === 0) return 0;
  const ids = chosen.map(({ id }) => id);
  const reactions = chosen.map(({ reaction }) => reaction);
  const keys = chosen.map(({ key }) => key);
  await tx`select lock_lines(${reactions}::text[], ${keys}::text[])`;
  await lockIdle(tx, ids);
  const marked = new Set([...(await refuseCommands(tx, chosen)), ...(await markSeen(tx, chosen))]);
  const [discarded, handled] = [new Set(ids).intersection(marked), new Set(ids).difference(marked)];
  await tx`select settle_dead_letters(${[...discarded]}::uuid[], 'discarded', ${by}, ${why})`;
  await tx`select settle_dead_letters(${[...handled]}::uuid[], 'redriven', 'delivered again', '')`;
  await tx`
    select advance_lines(array_agg(h.reaction), array_agg(h.key)) from held_key h
    join (select distinct * from unnest(${reactions}::text[], ${keys}::text[])) as u (reaction, key) using (reaction, key)
    having count(*) > 0`;
  return discarded.size;
}

/** Keeps everybody else from the letters; who redrives one at the moment does not know yet what comes of it. */
async function lockIdle(tx: postgres.TransactionSql, ids: readonly string[]): Promise<void> {
  const letters = await tx<{ id: string; isBusy: boolean }[]>`
    select id, coalesce(redriving_until > now(), false) as "isBusy" from dead_letter where id = any(${[...ids]}) order by id for update`;
  const busy = letters.find(({ isBusy }) => isBusy);
  if (busy === undefined) return;
  throw new RequestError(
    409,
    `dead letter ${busy.id} is being redriven; wait for that, or cancel it`,
  );
}

/** Marks events as seen; returns the letters of those that nobody had seen, and of those that have no id to be known by. */
async function markSeen(
  tx: postgres.TransactionSql,
  letters: readonly Chosen[],
): Promise<readonly string[]> {
  const events = letters.filter(isEvent);
  const known = events.filter(({ messageId }) => isUuid(messageId));
  const seen = await tx<{ id: string; reaction: string }[]>`
    insert into inbox (event_id, reaction)
    select * from unnest(${known.map(({ messageId }) => messageId)}::uuid[], ${known.map(({ reaction }) => reaction)}::text[])
    order by 1 on conflict do nothing returning event_id as id, reaction`;
  const fresh = new Set(seen.map(({ id, reaction }) => `${id} ${reaction}`));
  return events
    .filter(({ messageId, reaction }) => {
      return !isUuid(messageId) || fresh.has(`${messageId.toLowerCase()} ${reaction}`);
    })
    .map(({ id }) => id);
}

/**
 * A command that was given up is refused under its id from here on, whatever its body: whoever sends it again must not have done what people did in another way. Returns the letters of
 * those that had no outcome yet.
 */
async function refuseCommands(
  tx: postgres.TransactionSql,
  letters: readonly Chosen[],
): Promise<readonly string[]> {
  const refused = letters
    .filter((letter) => !isEvent(letter))
    .map(({ id, subject, messageId }) => {
      const { type: command, userId: actor = '' } = parseCommandSubject(subject);
      const commandId = commandIdIn(messageId, subject);
      const outcome: Outcome = { status: 'rejected', commandId, reasons: [DISCARDED] };
      return { letter: id, command, actor, id: commandId, outcome: JSON.stringify(outcome) };
    });
  const rows = await tx<CommandId[]>`
    insert into command_log (command, actor, id, body_hash, outcome)
    select distinct on (command, actor, id) command, actor, id, '', outcome::json
    from unnest(
      ${refused.map(({ command }) => command)}::text[], ${refused.map(({ actor }) => actor)}::text[],
      ${refused.map(({ id }) => id)}::text[], ${refused.map(({ outcome }) => outcome)}::text[]
    ) as u (command, actor, id, outcome)
    order by command, actor, id on conflict do nothing returning command, actor, id`;
  const fresh = new Set(rows.map(commandKey));
  return refused.filter((each) => fresh.has(commandKey(each))).map(({ letter }) => letter);
}

const isEvent = ({ subject }: Chosen): boolean => subject.startsWith('evt.');

const DISCARDED: Problem = {
  field: '$',
  code: 'discarded_command',
  message: 'it could not be carried out and was given up; choose a new id for another',
};
