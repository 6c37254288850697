import type { Outcome, Problem } from '@murmuration/contracts';
import type postgres from 'postgres';
import { z } from 'zod';
import { parseCommandSubject } from '../messaging/subjects.ts';
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
 * has waited behind them goes on. The letters stay readable, with who did it and why, until the settled ones are tidied away.
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
  await refuseCommands(tx, chosen);
  await tx`
    insert into inbox (event_id, reaction)
    select message_id::uuid, reaction from dead_letter
    where id = any(${ids}) and subject like 'evt.%' and message_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    order by 1 on conflict do nothing`;
  const [moved] = await tx<{ count: number }[]>`
    select settle_dead_letters(${ids}::uuid[], 'discarded', ${by}, ${why}) as count`;
  await tx`
    select advance_lines(array_agg(h.reaction), array_agg(h.key)) from held_key h
    join (select distinct * from unnest(${reactions}::text[], ${keys}::text[])) as u (reaction, key) using (reaction, key)
    having count(*) > 0`;
  return moved?.count ?? 0;
}

/** A command that was given up is refused under its id from here on, whatever its body: whoever sends it again must not have done what people did in another way. */
async function refuseCommands(
  tx: postgres.TransactionSql,
  letters: readonly Chosen[],
): Promise<void> {
  const refused = letters
    .filter(({ subject }) => !subject.startsWith('evt.'))
    .map(({ subject, messageId }) => {
      const { type, userId = '' } = parseCommandSubject(subject);
      const commandId = commandIdIn(messageId, subject);
      const outcome: Outcome = { status: 'rejected', commandId, reasons: [DISCARDED] };
      return { type, userId, commandId, outcome: JSON.stringify(outcome) };
    });
  await tx`
    insert into command_log (command, actor, id, body_hash, outcome)
    select command, actor, id, '', outcome::json
    from unnest(
      ${refused.map(({ type }) => type)}::text[], ${refused.map(({ userId }) => userId)}::text[],
      ${refused.map(({ commandId }) => commandId)}::text[], ${refused.map(({ outcome }) => outcome)}::text[]
    ) as u (command, actor, id, outcome)
    on conflict do nothing`;
}

const DISCARDED: Problem = {
  field: '$',
  code: 'discarded_command',
  message: 'it could not be carried out and was given up; choose a new id for another',
};
