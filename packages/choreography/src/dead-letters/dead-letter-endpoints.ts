import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { z } from 'zod';
import type { Delivery } from '../batch/delivery.ts';
import { adminSubject } from '../messaging/subjects.ts';
import { type Endpoint, RequestError } from '../queries/micro-service.ts';
import { parse } from '../queries/query-endpoints.ts';
import {
  type KeptDelivery,
  listDeadLetters,
  listParams,
  markRedriven,
  pickDeadLetters,
  redriveParams,
} from './dead-letter-store.ts';

/** Takes a dead letter back into the normal path of its reaction. */
export type Redeliver = (reaction: string, delivery: Delivery) => void;

/** Endpoints for operators: list dead letters, and deliver them again under their own event ids. */
export function deadLetterEndpoints(
  service: string,
  sql: postgres.Sql,
  redeliver: Redeliver,
  log: Logger,
): readonly Endpoint[] {
  return [
    {
      name: 'dead-letters-list',
      subject: adminSubject(service, 'dead-letters.list'),
      handle: async (body) =>
        JSON.stringify({ deadLetters: await listDeadLetters(sql, read(listParams, body)) }),
    },
    {
      name: 'dead-letters-redrive',
      subject: adminSubject(service, 'dead-letters.redrive'),
      handle: async (body) => {
        const letters = await pickDeadLetters(sql, read(redriveParams, body));
        for (const letter of letters) redeliver(letter.reaction, keptDelivery(sql, letter, log));
        log.info({ deadLetters: letters.length }, 'dead letters are delivered again');
        return JSON.stringify({ redriven: letters.length });
      },
    },
  ];
}

function read<Params>(schema: z.ZodType<Params>, body: string): Params {
  const result = schema.safeParse(parse(body));
  if (result.success) return result.data;
  throw new RequestError(400, result.error.issues.map((issue) => issue.message).join('; '));
}

/** A delivery from the database. When it fails again it is buried again; it is not retried on its own. */
function keptDelivery(sql: postgres.Sql, letter: KeptDelivery, log: Logger): Delivery {
  return {
    subject: letter.subject,
    body: letter.payload,
    // it was delivered before, when it failed
    attempt: 2,
    onlyFor: letter.reaction,
    position: letter.position,
    header: (name) => letter.headers[name],
    headers: () => letter.headers,
    acknowledge: () => {
      markRedriven(sql, letter.id).catch((error: unknown) =>
        log.warn({ err: error, deadLetter: letter.id }, 'could not be marked as redriven'),
      );
    },
    giveUp: () => undefined,
    retryAfter: () => undefined,
    keepAlive: () => undefined,
  };
}
