import type postgres from 'postgres';
import { z } from 'zod';
import { type Page, pageOf, readCursor } from '../queries/page.ts';

/** What people see of a dead letter: never its payload. */
export interface DeadLetterView {
  readonly id: string;
  readonly reaction: string;
  readonly messageId: string;
  readonly messageName: string;
  readonly key: string;
  readonly reason: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly status: string;
  /** Null as long as it is open. */
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  readonly settledReason: string | null;
}

export const statuses = z.enum(['open', 'redriven', 'discarded']);

export const listParams = z.object({
  reaction: z.string().optional(),
  group: z.string().optional(),
  status: statuses.default('open'),
  limit: z.int().min(1).max(1_000).default(100),
});

interface LetterRow extends Omit<DeadLetterView, 'firstFailedAt' | 'lastFailedAt' | 'settledAt'> {
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly settledAt: Date | null;
}
interface DatedLetter extends LetterRow {
  readonly moment: string;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const COLUMNS = `id, reaction, message_id as "messageId", message_name as "messageName", key, reason, error as message, fingerprint, attempts,
  first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt", status,
  settled_at as "settledAt", settled_by as "settledBy", settled_reason as "settledReason"`;

const viewOf = ({ firstFailedAt, lastFailedAt, settledAt, ...row }: LetterRow): DeadLetterView => ({
  ...row,
  firstFailedAt: firstFailedAt.toISOString(),
  lastFailedAt: lastFailedAt.toISOString(),
  settledAt: settledAt?.toISOString() ?? null,
});

/** What letters are looked for by. */
interface Wanted {
  readonly reaction?: string | undefined;
  readonly group?: string | undefined;
  readonly status: z.infer<typeof statuses>;
  readonly limit: number;
}

/** Open letters and settled ones stand apart. */
const tableOf = (sql: postgres.Sql, status: Wanted['status']): postgres.Helper<string> =>
  sql(status === 'open' ? 'dead_letter' : 'dead_letter_settled');

const fits = (
  sql: postgres.Sql,
  { reaction, group, status }: Wanted,
): postgres.PendingQuery<postgres.Row[]> => sql`
  status = ${status} and (${reaction ?? null}::text is null or reaction = ${reaction ?? null})
    and (${group ?? null}::text is null or fingerprint = ${group ?? null})`;

/** Dead letters, newest first. */
export async function listDeadLetters(
  sql: postgres.Sql,
  wanted: Wanted,
): Promise<readonly DeadLetterView[]> {
  const rows = await sql<LetterRow[]>`
    select ${sql.unsafe(COLUMNS)} from ${tableOf(sql, wanted.status)} where ${fits(sql, wanted)}
    order by last_failed_at desc, id desc limit ${wanted.limit}`;
  return rows.map(viewOf);
}

/** The moment as the database writes it, with its microseconds, and the id. */
const pageKey = z.tuple([z.string().regex(/^\d{4}-[-+:. \d]{15,30}$/), z.uuid()]);

/** A page of dead letters, the latest failure first. */
export async function pageOfDeadLetters(
  sql: postgres.Sql,
  { cursor, ...wanted }: Wanted & { readonly cursor?: string | undefined },
): Promise<Page<DeadLetterView>> {
  const [failedAt, id] = readCursor(pageKey, cursor) ?? ['infinity', LAST_ID];
  const rows = await sql<DatedLetter[]>`
    select ${sql.unsafe(COLUMNS)}, last_failed_at::text as moment
    from ${tableOf(sql, wanted.status)} where ${fits(sql, wanted)}
      and (last_failed_at, id) < (${failedAt}::text::timestamptz, ${id}::uuid)
    order by last_failed_at desc, id desc limit ${wanted.limit + 1}`;
  return pageOf(rows, wanted.limit, (row) => [row.moment, row.id], viewOf);
}

/** Open letters of one reaction with one cause. */
export interface LetterGroup {
  readonly reaction: string;
  readonly fingerprint: string;
  /** What they have in common, in words. */
  readonly cause: string;
  readonly reason: string;
  readonly letters: number;
  readonly messageNames: readonly string[];
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** Messages that wait behind letters of the group. */
  readonly waiting: number;
}

interface GroupRow extends Omit<LetterGroup, 'firstFailedAt' | 'lastFailedAt'> {
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}

export const groupParams = z.object({
  reaction: z.string().optional(),
  group: z.string().optional(),
  limit: z.int().min(1).max(1_000).default(200),
});

/** The groups of open letters, the largest first. */
export async function groupDeadLetters(
  sql: postgres.Sql,
  { reaction, group, limit }: z.infer<typeof groupParams>,
): Promise<readonly LetterGroup[]> {
  const rows = await sql<GroupRow[]>`
    select g.*, (
      select count(*)::int from dead_letter d join held_key h using (reaction, key, message_id) join waiting_message w using (reaction, key)
      where d.reaction = g.reaction and d.fingerprint = g.fingerprint
    ) as waiting
    from (
      select reaction, fingerprint, max(cause) as cause, max(reason) as reason, count(*)::int as letters,
        array_agg(distinct message_name) as "messageNames", min(first_failed_at) as "firstFailedAt", max(last_failed_at) as "lastFailedAt"
      from dead_letter
      where (${reaction ?? null}::text is null or reaction = ${reaction ?? null})
        and (${group ?? null}::text is null or fingerprint = ${group ?? null})
      group by reaction, fingerprint order by count(*) desc, reaction, fingerprint limit ${limit}
    ) g order by letters desc, reaction, fingerprint`;
  return rows.map(({ firstFailedAt, lastFailedAt, ...row }) => ({
    ...row,
    firstFailedAt: firstFailedAt.toISOString(),
    lastFailedAt: lastFailedAt.toISOString(),
  }));
}

/** A body that was accepted in place of the one that came. */
export interface Edit {
  /** In base64. */
  readonly payload: string;
  readonly by: string;
  readonly why: string;
  readonly at: string;
}

/** A letter with everything that is kept of it. */
export interface WholeLetter extends DeadLetterView {
  readonly subject: string;
  readonly position: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly edits: readonly Edit[];
  readonly cause: string;
  readonly stack: string;
  readonly redriveJob: string | null;
  /** How many messages wait behind it. */
  readonly waiting: number;
}

interface WholeRow extends LetterRow, Omit<WholeLetter, keyof DeadLetterView> {}

/** One letter, open or settled. */
export async function findDeadLetter(
  sql: postgres.Sql,
  id: string,
): Promise<WholeLetter | undefined> {
  const more = `${COLUMNS}, subject, position, headers, payload, edits, cause, stack, redrive_job as "redriveJob"`;
  const rows = await sql<WholeRow[]>`
    select d.*, (
      select count(*)::int from held_key h join waiting_message w using (reaction, key)
      where h.reaction = d.reaction and h.key = d.key and h.message_id = d."messageId"
    ) as waiting
    from (
      select ${sql.unsafe(more)} from dead_letter where id = ${id}
      union all select ${sql.unsafe(more)} from dead_letter_settled where id = ${id}
    ) d limit 1`;
  const [row] = rows;
  if (row === undefined) return undefined;
  const { firstFailedAt, lastFailedAt, settledAt, ...rest } = row;
  return {
    ...rest,
    firstFailedAt: firstFailedAt.toISOString(),
    lastFailedAt: lastFailedAt.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  };
}
