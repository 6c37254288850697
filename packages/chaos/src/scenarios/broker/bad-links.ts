import { getOrder } from '@murmuration/contracts';
import { defineScenario, type Proxies, type World } from '../../scenario.ts';

function proxiesOf({ proxies }: World): Proxies {
  if (proxies === undefined) throw new Error('it needs proxies');
  return proxies;
}

const SLOW = 'a question took as long as the links are slow';
const SILENT = 'a question had no answer while the links were dead';
const PATIENCE_MS = 800;

/** How long a service takes to answer, as seen from this side of its link, in milliseconds; no number when it does not. */
async function answerTime({ shop }: World): Promise<number | undefined> {
  const begunAt = performance.now();
  const asking = shop.client.ask(getOrder, { orderId: 'none' }, { timeoutMs: PATIENCE_MS });
  return await asking.then(
    () => performance.now() - begunAt,
    () => undefined,
  );
}

export const slowLinks = defineScenario({
  name: 'slow-links',
  faults: [20],
  title: 'links to the broker slow, jittering, narrow, then parted for a while',
  world: { proxies: true },
  sees: [SLOW, SILENT],
  run: async (world) => {
    const { chance, inject, pause, sight } = world;
    const { nats } = proxiesOf(world);
    const latencyMs = chance.whole(20, 120);
    inject(`${latencyMs} ms and as much jitter to the broker`);
    nats.delay(latencyMs, latencyMs);
    await pause(2_000, 3_000);
    // there and back
    if (((await answerTime(world)) ?? Infinity) >= 2 * latencyMs) sight(SLOW);
    const bytesPerSecond = chance.whole(30_000, 100_000);
    inject(`${bytesPerSecond} bytes a second to the broker`);
    nats.throttle(bytesPerSecond);
    await pause(2_000, 3_000);
    inject('parted from the broker');
    nats.hold();
    // above and below the time after which messages in hand are delivered again
    await pause(1_000, 5_000);
    if ((await answerTime(world)) === undefined) sight(SILENT);
    nats.heal();
  },
});

export const halfOpenForAWhile = defineScenario({
  name: 'half-open-for-a-while',
  faults: [20],
  title: 'what is said to the broker, by it, or both, swallowed for a while',
  world: { proxies: true },
  sees: [SILENT],
  run: async (world) => {
    const { chance, inject, pause, sight } = world;
    const { nats } = proxiesOf(world);
    const ways = [['to-server'], ['to-client'], ['to-server', 'to-client']] as const;
    for (const directions of chance.shuffled(ways)) {
      inject(`${directions.join(' and ')} swallowed`);
      nats.blackhole(directions);
      await pause(1_000, 4_000);
      if ((await answerTime(world)) === undefined) sight(SILENT);
      nats.heal();
      await pause(500, 1_500);
    }
  },
});

const BACK = 'orders are served over new links';

export const halfOpenForEver = defineScenario({
  name: 'half-open-for-ever',
  faults: [20],
  title: 'all links to the broker or to Postgres dead for ever, and nobody told',
  world: { proxies: true },
  sees: [BACK],
  run: async (world) => {
    const { chance, inject, load, sight, afterwards } = world;
    const proxies = proxiesOf(world);
    afterwards(async () => {
      proxies.nats.cut();
      proxies.postgres.cut();
    });
    for (const name of chance.shuffled(['nats', 'postgres'] as const)) {
      inject(`${proxies[name].strand()} links to ${name} stranded`);
      await load.untilServed(300, 90_000);
      sight(BACK);
    }
  },
});
