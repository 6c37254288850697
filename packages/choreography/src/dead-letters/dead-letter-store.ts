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
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly status: string;
}

/** A dead letter as it is delivered again. */
export interface KeptDelivery {
  readonly id: string;
  readonly reaction: string;
  readonly subject: string;
  readonly position: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

export const listParams = z.object({
  reaction: z.string().optional(),
  status: z.enum(['open', 'redriven']).default('open'),
  limit: z.int().min(1).max(1_000).default(100),
});

export const redriveParams = z
  .object({ id: z.uuid().optional(), reaction: z.string().optional(), all: z.boolean().optional() })
  .refine(
    (params) => params.id !== undefined || params.reaction !== undefined || params.all === true,
    'say which: an id, a reaction, or all',
  );

interface LetterRow extends Omit<DeadLetterView, 'firstFailedAt' | 'lastFailedAt'> {
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}
interface DatedLetter extends LetterRow {
  readonly moment: string;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const viewOf = ({ firstFailedAt, lastFailedAt, ...row }: LetterRow): DeadLetterView => ({
  ...row,
  firstFailedAt: firstFailedAt.toISOString(),
  lastFailedAt: lastFailedAt.toISOString(),
});

/** Dead letters, newest first. */
export async function listDeadLetters(
  sql: postgres.Sql,
  params: z.infer<typeof listParams>,
): Promise<readonly DeadLetterView[]> {
  const rows = await sql<LetterRow[]>`
    select id, reaction, message_id as "messageId", message_name as "messageName", key, reason, error as message, attempts,
      first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt", status
    from dead_letter
    where status = ${params.status} and (${params.reaction ?? null}::text is null or reaction = ${params.reaction ?? null})
    order by last_failed_at desc limit ${params.limit}`;
  return rows.map(viewOf);
}

/** What a page of dead letters is looked for by. */
interface PageParams {
  readonly reaction?: string | undefined;
  readonly status: 'open' | 'redriven';
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The moment as the database writes it, with its microseconds, and the id. */
const pageKey = z.tuple([z.string().regex(/^\d{4}-[-+:. \d]{15,30}$/), z.uuid()]);

/** A page of dead letters, the latest failure first. */
export async function pageOfDeadLetters(
  sql: postgres.Sql,
  { reaction, status, cursor, limit }: PageParams,
): Promise<Page<DeadLetterView>> {
  const [failedAt, id] = readCursor(pageKey, cursor) ?? ['infinity', LAST_ID];
  const rows = await sql<DatedLetter[]>`
    select id, reaction, message_id as "messageId", message_name as "messageName", key, reason, error as message, attempts,
      first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt", status, last_failed_at::text as moment
    from dead_letter
    where status = ${status} and (${reaction ?? null}::text is null or reaction = ${reaction ?? null})
      and (last_failed_at, id) < (${failedAt}::text::timestamptz, ${id}::uuid)
    order by last_failed_at desc, id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => [row.moment, row.id], viewOf);
}

/** Open dead letters that a request names, oldest first, with their payloads. */
export async function pickDeadLetters(
  sql: postgres.Sql,
  params: z.infer<typeof redriveParams>,
): Promise<readonly KeptDelivery[]> {
  return await sql<KeptDelivery[]>`
    select id, reaction, subject, position, headers, payload from dead_letter
    where status = 'open' and (${params.id ?? null}::uuid is null or id = ${params.id ?? null})
      and (${params.reaction ?? null}::text is null or reaction = ${params.reaction ?? null})
    order by first_failed_at`;
}

/** Marks a dead letter as handled after all. */
export async function markRedriven(sql: postgres.Sql, id: string): Promise<void> {
  await sql`update dead_letter set status = 'redriven' where id = ${id}`;
}
