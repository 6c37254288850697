import { setTimeout as sleep } from 'node:timers/promises';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { logTail } from '../processes/log-file.ts';
import { urlOf } from './describe-run.ts';
import type { Infrastructure } from './infrastructure.ts';
import { type RunContext, logPath } from './run-context.ts';
import { CRASH_MARK } from './watch-service.ts';

const LIMIT_MS = 90_000;
const ANSWER_LIMIT_MS = 1_000;
const PAUSE_MS = 100;
const CRASHES_TOLERATED = 2;

/** It is no service on NATS, but what stands before them. */
const EDGE = 'edge';

/**
 * Waits until every service answers a ping on NATS, and the edge over HTTP.
 * @throws with the end of its log when one keeps crashing or does not answer in time
 */
export async function waitForServices(
  context: RunContext,
  infrastructure: Pick<Infrastructure, 'nats' | 'paymentPort' | 'edgePort'>,
  services: readonly string[],
): Promise<void> {
  const { nats } = infrastructure;
  const connection = await connect({
    servers: nats.url,
    ...(nats.user === '' ? {} : { user: nats.user, pass: nats.password }),
  });
  try {
    const answersOf = (service: string) => () =>
      service === EDGE
        ? isReady(`${urlOf(service, infrastructure)}/readyz`)
        : answers(connection, service);
    await Promise.all(
      services.map((service) => waitForService(context, service, answersOf(service))),
    );
  } finally {
    await connection.close();
  }
}

async function waitForService(context: RunContext, service: string, isUp: () => Promise<boolean>) {
  const deadline = performance.now() + LIMIT_MS;
  const log = logPath(context.root, service);
  while (!(await isUp())) {
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

async function isReady(url: string): Promise<boolean> {
  const probe = fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  return await probe.then(
    (response) => response.ok,
    () => false,
  );
}

async function fail(service: string, log: string, what: string): Promise<never> {
  throw new Error(`${service} ${what}. The end of ${log}:\n${await logTail(log)}`);
}
