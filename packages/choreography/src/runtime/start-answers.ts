import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { ConnectedShell } from '../batch/shell.ts';
import { deadLetterEndpoints } from '../dead-letters/dead-letter-endpoints.ts';
import { DeadLetterKeeper } from '../dead-letters/dead-letter-keeper.ts';
import type { Redeliver } from '../dead-letters/redeliver.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { openPool } from '../postgres/pool.ts';
import { loggableError } from '../queries/loggable-error.ts';
import { type Endpoint, MicroService } from '../queries/micro-service.ts';
import { queryEndpoints } from '../queries/query-endpoints.ts';
import { Readings } from '../queries/readings.ts';
import { requestEndpoints } from '../queries/request-endpoints.ts';
import { repairEndpoints } from '../repair/repair-endpoints.ts';
import { WriteSessions } from '../queries/write-sessions.ts';
import type { Closers } from './closers.ts';

/** Connections behind queries, and behind the statements of requests that stand alone. */
const POOL = 4;

/** Opens what a service answers: queries, requests, and the endpoints for operators. */
export async function startAnswers(
  shell: ConnectedShell,
  definition: ServiceDefinition,
  closers: Closers,
  operators: { readonly pool: postgres.Sql; readonly redeliver: Redeliver },
): Promise<void> {
  const { plan, broker, log } = shell;
  const { pool: sql, redeliver } = operators;
  const keeper = new DeadLetterKeeper({ sql, plan, log }, redeliver);
  closers.add(() => keeper.stop());
  const endpoints = [
    ...openQueries(shell, definition, closers),
    ...openRequests(shell, definition, closers),
    ...repairEndpoints(plan.name, sql),
    ...deadLetterEndpoints({ plan, sql, log, wake: () => keeper.wake() }),
  ];
  const micro = new MicroService(broker, plan.name, endpoints, (error, endpoint) =>
    log.error({ err: loggableError(error), endpoint }, 'a request could not be answered'),
  );
  micro.start();
  closers.add(() => micro.stop());
  await broker.flush();
}

function openQueries(
  { plan, settings }: ConnectedShell,
  { answers }: ServiceDefinition,
  closers: Closers,
): readonly Endpoint[] {
  const readings = new Readings(settings.DATABASE_URL, plan.name, POOL);
  closers.add(() => readings.close());
  return queryEndpoints(answers, readings);
}

function openRequests(
  shell: ConnectedShell,
  { responders = [] }: ServiceDefinition,
  closers: Closers,
): readonly Endpoint[] {
  if (responders.length === 0) return [];
  const pool = openPool(shell.settings.DATABASE_URL, `${shell.plan.name} requests`, POOL);
  closers.add(() => pool.end({ timeout: 2 }));
  const sessions = new WriteSessions(shell);
  closers.add(() => sessions.close());
  return requestEndpoints(responders, { shell, database: drizzle(pool), sessions });
}
