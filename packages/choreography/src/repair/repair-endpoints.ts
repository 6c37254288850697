import type postgres from 'postgres';
import { z } from 'zod';
import { adminSubject } from '../messaging/subjects.ts';
import type { Endpoint } from '../queries/micro-service.ts';
import { readBody } from '../queries/read-body.ts';

const NAME = 'broker-repairs.list';

const listParams = z.object({
  /** Only those that were found in the last so many hours. */
  hours: z
    .int()
    .min(1)
    .max(24 * 90)
    .default(24 * 90),
  limit: z.int().min(1).max(1_000).default(100),
});

interface RepairRow {
  readonly id: string;
  readonly lane: number;
  readonly stream: string;
  readonly found: string;
  readonly expected: { readonly created: string; readonly sequence: number };
  readonly met: { readonly created: string; readonly sequence: number };
  readonly rows: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly foundAt: Date;
  readonly finishedAt: Date | null;
}

/** Tells operators when the broker had lost messages, and what was published again. */
export function repairEndpoints(service: string, sql: postgres.Sql): readonly Endpoint[] {
  return [
    {
      name: NAME.replace('.', '-'),
      subject: adminSubject(service, NAME),
      handle: async ({ body }) => {
        const params = readBody(NAME, listParams, body);
        return JSON.stringify({ repairs: await listRepairs(sql, params) });
      },
    },
  ];
}

async function listRepairs(
  sql: postgres.Sql,
  { hours, limit }: z.infer<typeof listParams>,
): Promise<readonly RepairRow[]> {
  return await sql<RepairRow[]>`
    select id, lane, stream, found, rows, first_position as "firstPosition", last_position as "lastPosition",
      json_build_object('created', expected_created, 'sequence', expected_sequence) as expected,
      json_build_object('created', met_created, 'sequence', met_sequence) as met,
      found_at as "foundAt", finished_at as "finishedAt"
    from broker_repair where found_at > now() - make_interval(hours => ${hours})
    order by found_at desc, lane limit ${limit}`;
}
