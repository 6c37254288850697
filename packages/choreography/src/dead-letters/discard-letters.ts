import type postgres from 'postgres';
import { z } from 'zod';
import { isDefinite, SAY_WHICH, selection, selects } from './letter-selection.ts';

export const discardParams = selection
  .extend({
    why: z.string().trim().min(1).max(1_000),
    by: z.string().trim().min(1).max(200).default('an operator'),
    dryRun: z.boolean().default(false),
  })
  .refine(isDefinite, SAY_WHICH);

interface Chosen {
  readonly ids: readonly string[] | null;
  readonly reactions: readonly string[] | null;
  readonly keys: readonly string[] | null;
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
  const [chosen] = await tx<Chosen[]>`
    select array_agg(id) as ids, array_agg(reaction) as reactions, array_agg(key) as keys from dead_letter where ${selects(tx, params)}`;
  const { ids, reactions, keys } = chosen ?? { ids: null, reactions: null, keys: null };
  if (ids === null || reactions === null || keys === null) return 0;
  await tx`select lock_lines(${[...reactions]}::text[], ${[...keys]}::text[])`;
  // commands are known by their own log: the same id sent again is a new wish
  await tx`
    insert into inbox (event_id, reaction)
    select message_id::uuid, reaction from dead_letter
    where id = any(${[...ids]}) and subject like 'evt.%' and message_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    order by 1 on conflict do nothing`;
  const [moved] = await tx<{ count: number }[]>`
    select settle_dead_letters(${[...ids]}::uuid[], 'discarded', ${by}, ${why}) as count`;
  await tx`
    select advance_lines(array_agg(h.reaction), array_agg(h.key)) from held_key h
    join (select distinct * from unnest(${[...reactions]}::text[], ${[...keys]}::text[])) as u (reaction, key) using (reaction, key)
    having count(*) > 0`;
  return moved?.count ?? 0;
}
