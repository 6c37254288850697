import { connect } from '@nats-io/transport-node';
import { Driver } from './driver.ts';
import { checkEnd } from './end-check.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { type CpuTimes, startBenchShop } from './shop.ts';

const options = readOptions(process.argv.slice(2));
if (options === 'help') console.log(usage);
else process.exitCode = await bench(options);

async function bench(chosen: BenchOptions): Promise<number> {
  const wrong: string[] = [];
  if (chosen.only !== 'latency') wrong.push(...(await measure(chosen, 'saturation')));
  if (chosen.only !== 'saturation') wrong.push(...(await measure(chosen, 'latency')));
  console.log(
    wrong.length === 0
      ? 'bench: ok, every order ended as it had to'
      : `bench: FAILED: ${wrong.join('; ')}`,
  );
  return wrong.length === 0 ? 0 : 1;
}

/** One measurement on a fresh shop: prints a line with the figures, returns what the end check found wrong. */
async function measure(
  chosen: BenchOptions,
  kind: 'saturation' | 'latency',
): Promise<readonly string[]> {
  const shop = await startBenchShop(chosen);
  const connection = await connect({
    servers: shop.natsUrl,
    user: shop.natsUser,
    pass: shop.natsPassword,
  });
  try {
    const driver = new Driver(connection);
    await driver.stockUp();
    const cpuBefore = await shop.cpu();
    const orders = kind === 'saturation' ? chosen.orders : chosen.rate * chosen.seconds;
    const figures =
      kind === 'saturation' ? await saturation(driver, orders) : await latency(driver, chosen);
    const cpuUsPerOrder = each(cpuBefore, await shop.cpu(), orders);
    await driver.drained();
    console.log(JSON.stringify({ run: kind, orders, ...figures, cpuUsPerOrder }));
    return await checkEnd(shop.postgresUrl, orders);
  } finally {
    await connection.close();
    await shop.stop();
  }
}

/** The CPU time of each part for one order, in microseconds. */
function each(before: CpuTimes, after: CpuTimes, orders: number): object {
  const spent = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : Math.round((to - from) / orders);
  return {
    services: spent(before.services, after.services),
    postgres: spent(before.postgres, after.postgres),
    broker: spent(before.broker, after.broker),
  };
}

async function saturation(driver: Driver, orders: number): Promise<object> {
  const seconds = await driver.saturate('s', orders);
  return { seconds: round(seconds), perSecond: Math.round(orders / seconds) };
}

async function latency(driver: Driver, { rate, seconds }: BenchOptions): Promise<object> {
  const took = (await driver.trickle('l', rate, seconds)).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  return { rate, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
