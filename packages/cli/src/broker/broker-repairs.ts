import type { Murmuration } from '@murmuration/client';
import { z } from 'zod';

const place = z.object({ created: z.string(), sequence: z.int() });
const brokerRepair = z.object({
  id: z.string(),
  lane: z.int(),
  stream: z.string(),
  found: z.enum(['recreated', 'rolled-back', 'truncated', 'damaged']),
  expected: place,
  met: place,
  rows: z.int(),
  firstPosition: z.int(),
  lastPosition: z.int(),
  foundAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type BrokerRepair = z.infer<typeof brokerRepair>;

const listAnswer = z.object({ repairs: z.array(brokerRepair) });

/** When the broker had lost what a service had published, in the last `hours`; the latest first. */
export async function brokerRepairs(
  client: Murmuration,
  service: string,
  which: { readonly hours?: number; readonly limit?: number },
  timeoutMs: number,
): Promise<BrokerRepair[]> {
  const subject = `admin.${service}.broker-repairs.list`;
  return (await client.request(subject, which, listAnswer, { timeoutMs })).repairs;
}

/** How long a repair took, in words; that it goes on, when it does. */
export function duration({ foundAt, finishedAt }: BrokerRepair): string {
  if (finishedAt === null) return 'goes on';
  const seconds = (Date.parse(finishedAt) - Date.parse(foundAt)) / 1_000;
  return `${seconds.toFixed(1)} s`;
}
