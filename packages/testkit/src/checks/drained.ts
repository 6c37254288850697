import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import postgres from 'postgres';
import { eventually } from '../eventually.ts';
import type { Shop } from '../shop/shop.ts';

const STREAMS = ['COMMANDS', 'EVENTS'];
const TIMEOUT_MS = 90_000;
const EVERY_MS = 50;
/** A look costs the shop a hundredth of a second: it is left to work meanwhile, longer each time. */
const LEFT_ALONE_MS = 200;
const FIRST_LEFT_ALONE_MS = 25;

/**
 * Waits until nothing is under way: every outbox row is published, every message is acknowledged, and nothing happened
 * between two looks.
 * @throws Error that says where something is left
 */
export async function drained(shop: Shop, timeoutMs: number = TIMEOUT_MS): Promise<void> {
  const manager = await jetstreamManager(shop.connection, { checkAPI: false });
  const sql = postgres(shop.database.adminUrl, { max: 1, onnotice: () => undefined });
  let before: string | undefined;
  let looks = 0;
  const attempt = async (): Promise<boolean> => {
    const { left, mark } = await look(manager, sql, shop);
    if (left.length > 0) {
      before = undefined;
      hurry(shop);
      await sleep(Math.min(FIRST_LEFT_ALONE_MS * 2 ** looks++, LEFT_ALONE_MS));
      throw new Error(left.join(', '));
    }
    const isSame = before === mark;
    before = mark;
    return isSame;
  };
  try {
    await eventually(attempt, { what: 'the shop to come to rest', timeoutMs, everyMs: EVERY_MS });
  } finally {
    await sql.end();
  }
}

/** Relays note what they have published now and then; told to look, they do it at once. */
function hurry({ connection, services }: Shop): void {
  for (const { name } of services) connection.publish(`wake.${name}.0`);
}

interface Look {
  /** What is under way, for people. */
  readonly left: readonly string[];
  /** Changes with every message. */
  readonly mark: string;
}

async function look(manager: JetStreamManager, sql: postgres.Sql, shop: Shop): Promise<Look> {
  const streams = await Promise.all(STREAMS.map((stream) => lookAt(manager, stream)));
  const unhandled = streams.flatMap(({ left }) => left);
  return {
    // every table has a partition for each day: they are looked through last
    left: unhandled.length > 0 ? unhandled : await unpublishedRows(sql, shop),
    mark: streams.map(({ mark }) => mark).join(' '),
  };
}

/** The first position that is not settled bounds what has to be looked at. */
async function unpublishedRows(sql: postgres.Sql, shop: Shop): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { name } of shop.services) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from ${sql(name)}.outbox o join ${sql(name)}.outbox_lane l using (lane)
      where o.seq >= coalesce(lower(int8multirange(int8range(1, null)) - l.settled), 1) and not o.seq <@ l.settled`;
    const count = row?.count ?? 0;
    if (count > 0) left.push(`${name} has ${count} unpublished outbox rows`);
  }
  return left;
}

async function lookAt(manager: JetStreamManager, stream: string): Promise<Look> {
  const { state } = await manager.streams.info(stream);
  const left: string[] = [];
  for await (const consumer of manager.consumers.list(stream)) {
    // one without a durable name belongs to somebody who watches
    if (consumer.config.durable_name === undefined) continue;
    const { name, num_pending: pending, num_ack_pending: unacknowledged } = consumer;
    if (pending + unacknowledged === 0) continue;
    left.push(`${name} has ${pending} messages before it and ${unacknowledged} in hand`);
  }
  return { left, mark: `${stream} ${state.last_seq}` };
}
