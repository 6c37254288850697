import { setTimeout as sleep } from 'node:timers/promises';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { logTail } from '../processes/log-file.ts';
import type { Nats } from './provide-nats.ts';
import { type RunContext, logPath } from './run-context.ts';
import { CRASH_MARK } from './watch-service.ts';

const LIMIT_MS = 90_000;
const ANSWER_LIMIT_MS = 1_000;
const PAUSE_MS = 100;
const CRASHES_TOLERATED = 2;

/**
 * Waits until every service answers a ping on NATS.
 * @throws with the end of its log when one keeps crashing or does not answer in time
 */
export async function waitForServices(
  context: RunContext,
  nats: Nats,
  services: readonly string[],
): Promise<void> {
  const connection = await connect({
    servers: nats.url,
    ...(nats.user === '' ? {} : { user: nats.user, pass: nats.password }),
  });
  try {
    await Promise.all(services.map((service) => waitForService(context, connection, service)));
  } finally {
    await connection.close();
  }
}

async function waitForService(context: RunContext, connection: NatsConnection, service: string) {
  const deadline = performance.now() + LIMIT_MS;
  const log = logPath(context.root, service);
  while (!(await answers(connection, service))) {
    context.signal.throwIfAborted();
    const crashes = (await logTail(log, Infinity)).split(CRASH_MARK).length - 1;
    if (crashes > CRASHES_TOLERATED) await fail(service, log, 'keeps crashing');
    if (performance.now() > deadline) {
      await fail(service, log, `does not answer after ${LIMIT_MS / 1_000} s`);
    }
    await sleep(PAUSE_MS);
  }
}

async function answers(connection: NatsConnection, service: string): Promise<boolean> {
  try {
    const subject = `$SRV.PING.${service}`;
    const reply = await connection.request(subject, '', { timeout: ANSWER_LIMIT_MS });
    reply.json();
    return true;
  } catch {
    return false;
  }
}

async function fail(service: string, log: string, what: string): Promise<never> {
  throw new Error(`${service} ${what}. The end of ${log}:\n${await logTail(log)}`);
}
