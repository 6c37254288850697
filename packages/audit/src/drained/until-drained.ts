import { setTimeout as sleep } from 'node:timers/promises';
import { consumerInfo, openPool, type ServiceDefinition } from '@murmuration/choreography';
import type { JetStreamManager } from '@nats-io/jetstream';
import type postgres from 'postgres';
import { consumersOf, withManager } from '../broker/consumers.ts';
import type { AuditGround } from '../ground.ts';
import { tableOf } from '../shop/tables.ts';
import { presentServices } from '../shop/present-services.ts';

/** Something was still under way when the time was over. */
export class NotDrained extends Error {
  override readonly name = 'NotDrained';
}

type Place = Required<Pick<AuditGround, 'postgresUrl' | 'broker'>>;

const EVERY_MS = 300;

/**
 * Waits until nothing is under way: all events are published, no timer is due, all messages are acknowledged, none is tried again, and nothing more happened between two looks.
 * @throws NotDrained with what is left once `timeoutMs` have passed
 */
export async function untilDrained(
  { postgresUrl, broker }: Place,
  timeoutMs: number,
): Promise<void> {
  const pool = openPool(postgresUrl, 'audit', 1);
  try {
    await withManager(broker, (manager) => watch(pool, manager, timeoutMs));
  } finally {
    await pool.end();
  }
}

async function watch(
  pool: postgres.Sql,
  manager: JetStreamManager,
  timeoutMs: number,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  const services = await pool.begin('read only', (sql) => presentServices(sql));
  let before: string | undefined;
  for (;;) {
    const { left, mark } = await look(pool, manager, services);
    if (left.length === 0 && mark === before) return;
    if (performance.now() > end) throw new NotDrained(describe(left, timeoutMs));
    before = left.length === 0 ? mark : undefined;
    await sleep(EVERY_MS);
  }
}

function describe(left: readonly string[], timeoutMs: number): string {
  const what = left.length === 0 ? 'messages kept coming' : left.join('; ');
  return `The shop did not come to rest within ${Math.round(timeoutMs / 1_000)} s: ${what}.`;
}

interface Rest {
  /** What is under way, for people. */
  readonly left: readonly string[];
  /** Changes with every message. */
  readonly mark: string;
}

async function look(
  pool: postgres.Sql,
  manager: JetStreamManager,
  services: readonly ServiceDefinition[],
): Promise<Rest> {
  const undone = await Promise.all(services.map(({ name }) => undoneOf(pool, name)));
  const consumers = consumersOf(services);
  const looks = await Promise.all(
    consumers.map(async (consumer) => {
      // a cluster that is choosing a leader says nothing for a while
      const asked = consumerInfo(manager, consumer).catch(String);
      return { consumer, info: await asked };
    }),
  );
  const left = looks.flatMap(({ consumer: { durable }, info }) => {
    if (info === undefined) return [`${durable} is gone`];
    if (typeof info === 'string') return [`the broker does not tell of ${durable}: ${info}`];
    const { num_pending: waiting, num_ack_pending: inHand } = info;
    return waiting + inHand === 0
      ? []
      : [`${durable} has ${waiting} before it and ${inHand} in hand`];
  });
  const mark = looks
    .map(({ info }) => (typeof info === 'string' ? info : info?.delivered.stream_seq))
    .join(' ');
  return { left: [...undone.flat(), ...left], mark };
}

/** The first position that is not settled bounds what has to be looked at. A message in a line behind a dead letter waits for an operator, not for us. */
async function undoneOf(pool: postgres.Sql, service: string): Promise<readonly string[]> {
  const [row] = await pool.unsafe<Record<'events' | 'timers' | 'waiting' | 'redrives', number>[]>(`
    select (
      select count(*)::int from ${tableOf(service, 'outbox')} o join ${tableOf(service, 'outbox_lane')} l using (lane)
      where o.seq >= coalesce(lower(int8multirange(int8range(1, null)) - l.settled), 1) and not o.seq <@ l.settled
    ) as events, (
      select count(*)::int from ${tableOf(service, 'timer')} where due_at <= now()
    ) as timers, (
      select count(*)::int from ${tableOf(service, 'waiting_message')} w join ${tableOf(service, 'held_key')} h using (reaction, key)
      where not exists (
        select from ${tableOf(service, 'dead_letter')} d where d.reaction = h.reaction and d.message_id = h.message_id)
    ) as waiting, (
      select count(*)::int from ${tableOf(service, 'redrive_job')} where status = 'running'
    ) as redrives`);
  const { events = 0, timers = 0, waiting = 0, redrives = 0 } = row ?? {};
  return [
    ...(events > 0 ? [`${service} has ${events} unpublished events`] : []),
    ...(timers > 0 ? [`${service} has ${timers} timers that are due`] : []),
    ...(waiting > 0 ? [`${service} has ${waiting} messages that wait in line`] : []),
    ...(redrives > 0 ? [`${service} is delivering dead letters again`] : []),
  ];
}
