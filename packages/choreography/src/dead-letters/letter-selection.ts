import type postgres from 'postgres';
import { z } from 'zod';

const shape = {
  id: z.uuid().optional(),
  /** The fingerprint of a group. */
  group: z.string().min(1).max(64).optional(),
  reaction: z.string().min(1).max(200).optional(),
  all: z.literal(true).optional(),
};

/** Which open letters are meant: one; those of a group, of a reaction, or of a group at one reaction; or all. */
export const selection = z.object(shape);
export type Selection = z.infer<typeof selection>;

/** Whether a selection says what is meant, and not two things at once. */
export function isDefinite({ id, group, reaction, all }: Selection): boolean {
  const some = group !== undefined || reaction !== undefined;
  return [id !== undefined, some, all === true].filter(Boolean).length === 1;
}
export const SAY_WHICH = 'say which: an id; a group, a reaction or both; or all';

/** What the selection asks of a row. */
export function selects(
  sql: postgres.Sql | postgres.TransactionSql,
  { id, group, reaction }: Selection,
): postgres.PendingQuery<postgres.Row[]> {
  return sql`(${id ?? null}::uuid is null or id = ${id ?? null})
    and (${group ?? null}::text is null or fingerprint = ${group ?? null})
    and (${reaction ?? null}::text is null or reaction = ${reaction ?? null})`;
}
