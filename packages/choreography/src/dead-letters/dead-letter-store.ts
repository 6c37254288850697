import type postgres from 'postgres';
import { z } from 'zod';

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

/** Dead letters, newest first. */
export async function listDeadLetters(
  sql: postgres.Sql,
  params: z.infer<typeof listParams>,
): Promise<readonly DeadLetterView[]> {
  const rows = await sql<
    (Omit<DeadLetterView, 'firstFailedAt' | 'lastFailedAt'> & {
      firstFailedAt: Date;
      lastFailedAt: Date;
    })[]
  >`
    select id, reaction, message_id as "messageId", message_name as "messageName", key, reason, error as message, attempts,
      first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt", status
    from dead_letter
    where status = ${params.status} and (${params.reaction ?? null}::text is null or reaction = ${params.reaction ?? null})
    order by last_failed_at desc limit ${params.limit}`;
  return rows.map((row) => ({
    ...row,
    firstFailedAt: row.firstFailedAt.toISOString(),
    lastFailedAt: row.lastFailedAt.toISOString(),
  }));
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
