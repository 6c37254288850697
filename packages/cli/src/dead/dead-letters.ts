import type { Murmuration } from '@murmuration/client';
import { z } from 'zod';

const deadLetter = z.object({
  id: z.string(),
  reaction: z.string(),
  messageId: z.string(),
  messageName: z.string(),
  key: z.string().nullable(),
  reason: z.string(),
  message: z.string().nullish(),
  attempts: z.int(),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  status: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

const listAnswer = z.object({ deadLetters: z.array(deadLetter) });
const redriveAnswer = z.object({ redriven: z.int() });

export interface Redrive {
  readonly id?: string;
  readonly reaction?: string;
  readonly all?: boolean;
}

/** The dead letters of one service that nobody has dealt with yet, at most `limit`. */
export async function openDeadLetters(
  client: Murmuration,
  service: string,
  limit: number,
  timeoutMs: number,
): Promise<DeadLetter[]> {
  const subject = `admin.${service}.dead-letters.list`;
  const params = { status: 'open', limit };
  return (await client.request(subject, params, listAnswer, { timeoutMs })).deadLetters;
}

/** Lets a service work on dead letters once more. Returns how many. */
export async function redrive(
  client: Murmuration,
  service: string,
  which: Redrive,
  timeoutMs: number,
): Promise<number> {
  const subject = `admin.${service}.dead-letters.redrive`;
  return (await client.request(subject, which, redriveAnswer, { timeoutMs })).redriven;
}
