import { audit, readProviderLedger } from '@murmuration/audit';
import { drained, eventually, type Shop } from '@murmuration/testkit';
import { assess } from './assess.ts';
import { Flow } from './flow.ts';
import { leftovers } from './leftovers.ts';
import { type LongShop, startLongShop } from './long-shop.ts';
import type { SoakOptions } from './options.ts';
import { isDeclined } from './orders.ts';
import type { Outcome } from './report.ts';
import { type Retention, retentionOf, steadyAfter } from './retention.ts';
import { Sampler } from './sampler.ts';

/** Without an order that ends for so long, none will. */
const STANDSTILL_MS = 60_000;
const DRAIN_MS = 120_000;
const MOST_TOLD = 3;
const LOG_LINES = 40;
const PROGRESS_MS = 10_000;

/** Runs the shop for as long as it takes, and tells what it came to. `say` is told how it goes. */
export async function soak(
  options: SoakOptions,
  say: (line: string) => void,
): Promise<{ readonly outcome: Outcome; readonly samples: Sampler['samples'] }> {
  const retention = retentionOf(options.retentionSeconds);
  const long = await startLongShop(retention);
  try {
    const flow = new Flow(long.shop.connection, options.orders, options.window);
    const sampler = new Sampler(long, () => flow.ended);
    const begun = performance.now();
    const progress = setInterval(() => say(`${flow.ended} orders`), PROGRESS_MS);
    const flowing = await flow.run(STANDSTILL_MS).then(
      () => [],
      (error: unknown) => [String(error)],
    );
    clearInterval(progress);
    const seconds = (performance.now() - begun) / 1_000;
    await sampler.stop();
    const { samples } = sampler;
    const assessments = assess(samples, steadyAfter(retention));
    const growing = assessments
      .filter(({ verdict }) => verdict === 'growing')
      .map(({ kind, name }) => `${kind} of ${name} grows`);
    const wrong = [
      ...flowing,
      ...flow.wrong,
      ...growing,
      ...(await aftermath(long, retention, options)),
    ];
    if (wrong.length > 0) say(await long.shop.logTails(LOG_LINES));
    const { ended, repeated } = flow;
    return {
      outcome: { options, retention, seconds, ended, repeated, assessments, wrong },
      samples,
    };
  } finally {
    await long.stop();
  }
}

/** What is wrong once the last order has ended. */
async function aftermath(
  long: LongShop,
  retention: Retention,
  { orders }: SoakOptions,
): Promise<readonly string[]> {
  const looks: readonly (() => Promise<readonly string[]>)[] = [
    async () => (await allReported(long.shop), []),
    async () => (await drained(long.shop, DRAIN_MS), []),
    async () => dead(long.shop),
    () => ordersAt(long, orders),
    () => audited(long.shop),
    () => leftovers(long, retention),
  ];
  const wrong: string[] = [];
  for (const look of looks) {
    wrong.push(...(await look().catch((error: unknown) => [String(error)])));
  }
  return wrong;
}

/** The provider reports charges at its own pace: until all are reported, payment has something to do. */
async function allReported({ sandbox }: Shop): Promise<void> {
  const attempt = async (): Promise<boolean> => {
    const { pending } = await sandbox.webhooks();
    if (pending > 0) throw new Error(`${pending} are not reported yet`);
    return true;
  };
  await eventually(attempt, { what: 'the provider to report all charges', timeoutMs: DRAIN_MS });
}

/** The processes that have ended, which none should: orders would go on without one that has just done its part in the last of them. */
function dead({ services }: Shop): readonly string[] {
  const replicas = services.flatMap((service) => service.replicas);
  return replicas.flatMap(({ name, isRunning }) => (isRunning ? [] : [`${name} has died`]));
}

/** The orders by what the shop says, and the charges by what the provider says. */
async function ordersAt({ shop, sql }: LongShop, orders: number): Promise<readonly string[]> {
  const declined = Array.from({ length: orders }, (_, order) => order).filter(isDeclined).length;
  const rows = await sql<{ status: string; count: number }[]>`
    select status, count(*)::int as count from "order".orders where order_id like 'soak-%' group by status`;
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  const { charges, ordersChargedTwice } = await shop.sandbox.summary();
  const charged = charges.reduce((sum, { count }) => sum + count, 0);
  const compare = (what: string, seen: number, wanted: number): string[] =>
    seen === wanted ? [] : [`${what}: ${seen}, not ${wanted}`];
  return [
    ...compare('confirmed orders', counts.get('confirmed') ?? 0, orders - declined),
    ...compare('cancelled orders', counts.get('cancelled') ?? 0, declined),
    ...compare('charges at the provider', charged, orders - declined),
    ...compare('orders charged twice', ordersChargedTwice.length, 0),
  ];
}

async function audited({ database, broker, sandbox }: Shop): Promise<readonly string[]> {
  const { url, user, password } = broker;
  const { checks } = await audit({
    postgresUrl: database.adminUrl,
    provider: () => readProviderLedger(sandbox.url),
    broker: { url, user, password },
    drained: true,
    mostTold: MOST_TOLD,
  });
  return checks.flatMap(({ invariant, name, violating, violations }) => {
    if (violating === 0) return [];
    const first = violations.map(({ subject, problem }) => `${subject}: ${problem}`).join('; ');
    return [`${invariant} ${name}: ${violating} rows (${first})`];
  });
}
