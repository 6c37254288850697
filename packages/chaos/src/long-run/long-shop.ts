import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProduct, putCustomer, restock } from '@murmuration/contracts';
import { drained, SERVICE_NAMES, type Shop, startShop, testPostgres } from '@murmuration/testkit';
import postgres from 'postgres';
import { articles, customers, STOCK } from './orders.ts';
import { environmentOf, type Retention } from './retention.ts';

/** The whole shop, with every service a process of its own, and partitions of seconds. */
export interface LongShop {
  readonly shop: Shop;
  readonly sql: postgres.Sql;
  /** Where each service writes how much memory it uses. */
  readonly heapReports: string;
  stop(): Promise<void>;
}

const SERVICES = [...SERVICE_NAMES, 'auth'] as const;
const REPORT_HEAP = pathToFileURL(join(import.meta.dirname, 'report-heap.ts')).href;
/** The kernel's cache does the rest; what Postgres needs of its own shall not hide what grows. */
const POSTGRES = { shared_buffers: '256MB', autovacuum_naptime: '5s' };

/** Starts it, puts articles on sale and makes the customers known. */
export async function startLongShop(retention: Retention): Promise<LongShop> {
  const heapReports = await mkdtemp(join(tmpdir(), 'murmuration-soak-'));
  const env = {
    LOG_LEVEL: 'warn',
    HEAP_REPORTS: heapReports,
    NODE_OPTIONS: `--import=${REPORT_HEAP}`,
    ...environmentOf(retention),
  };
  const shop = await startShop({
    services: SERVICES,
    edge: {},
    env: Object.fromEntries(SERVICES.map((name) => [name, env])),
    startPostgres: () => testPostgres({ settings: POSTGRES }),
    detour: async ({ postgresUrl }) => {
      await divide(postgresUrl, retention);
      return { natsUrlFor: (_, url) => url, databaseUrlFor: (_, url) => url };
    },
  });
  const sql = postgres(shop.database.adminUrl, { max: 2, onnotice: () => undefined });
  const stop = async (): Promise<void> => {
    await sql.end();
    await shop.stop();
    await rm(heapReports, { recursive: true });
  };
  try {
    await stockUp(shop);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return { shop, sql, heapReports, stop };
}

/** Before the services start: partitions of seconds, and retentions of that kind allowed. */
async function divide(postgresUrl: string, { step }: Retention): Promise<void> {
  const sql = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
  try {
    for (const service of SERVICES) {
      await sql.begin(async (tx) => {
        await tx`select set_config('search_path', ${service}, true)`;
        await tx`select set_partition_step(make_interval(secs => ${step}), '1 second')`;
      });
    }
  } finally {
    await sql.end();
  }
}

async function stockUp(shop: Shop): Promise<void> {
  const { client } = shop;
  const outcomes = await Promise.all(
    articles.map(async ({ sku, price }) => [
      await client.send(createProduct, { sku, name: sku, description: '', price }),
      await client.send(restock, { restockId: `first-${sku}`, sku, quantity: STOCK }),
    ]),
  );
  const refused = outcomes.flat().find(({ status }) => status !== 'accepted');
  if (refused !== undefined) throw new Error(`no article: ${JSON.stringify(refused)}`);
  for (const customer of customers) await client.ask(putCustomer, customer);
  await drained(shop);
}
