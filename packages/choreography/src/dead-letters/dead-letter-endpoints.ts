import { deadLettersOf } from '@murmuration/contracts';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { Delivery } from '../batch/delivery.ts';
import { adminSubject, querySubject } from '../messaging/subjects.ts';
import { checkAccess } from '../queries/check-access.ts';
import { readEnvelope } from '../queries/incoming.ts';
import type { Endpoint } from '../queries/micro-service.ts';
import { readBody } from '../queries/read-body.ts';
import {
  type KeptDelivery,
  listDeadLetters,
  listParams,
  markRedriven,
  pageOfDeadLetters,
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
    listEndpoint(service, sql),
    {
      name: 'dead-letters-list',
      subject: adminSubject(service, 'dead-letters.list'),
      handle: async ({ body }) => {
        const params = readBody('dead-letters.list', listParams, body);
        return JSON.stringify({ deadLetters: await listDeadLetters(sql, params) });
      },
    },
    {
      name: 'dead-letters-redrive',
      subject: adminSubject(service, 'dead-letters.redrive'),
      handle: async ({ body }) => {
        const params = readBody('dead-letters.redrive', redriveParams, body);
        const letters = await pickDeadLetters(sql, params);
        for (const letter of letters) redeliver(letter.reaction, keptDelivery(sql, letter, log));
        log.info({ deadLetters: letters.length }, 'dead letters are delivered again');
        return JSON.stringify({ redriven: letters.length });
      },
    },
  ];
}

/** Answers the query contract that the edge serves to operators. */
function listEndpoint(service: string, sql: postgres.Sql): Endpoint {
  const { type, params, result, access } = deadLettersOf(service);
  return {
    name: type.replace('.', '-'),
    subject: querySubject(type),
    handle: async (incoming) => {
      checkAccess(access, readEnvelope(incoming).reader);
      const page = await pageOfDeadLetters(sql, readBody(type, params, incoming.body));
      return JSON.stringify(result.parse(page));
    },
  };
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
