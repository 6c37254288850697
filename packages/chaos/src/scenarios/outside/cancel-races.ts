import { cancelOrder } from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { buyer } from '../../load/plans.ts';
import { defineScenario, type World } from '../../scenario.ts';

const CANCEL_FIRST = 'cancelled before the money was taken';
const CAPTURE_FIRST = 'cancelled when the money was taken, and given back';
const TOO_LATE = 'confirmed before the wish to cancel came';
const ORDERS = 30;
/** How long a wish to cancel waits at most: about as long as an order takes. The quick provider comes first, since orders queue up behind a slow one. */
const RACES = [
  { mode: undefined, mostWaitMs: 2_000 },
  { mode: 'slow', mostWaitMs: 700 },
  { mode: 'slow-before', mostWaitMs: 700 },
] as const;
const LIMIT_MS = 60_000;

/** Places orders and cancels each a moment later, while calls to the provider take their time. */
async function race({ shop, load, chance }: World, mostWaitMs: number): Promise<readonly string[]> {
  const customers = Array.from({ length: ORDERS }, (_, at) => ({
    ...buyer(load.newOrderId(), chance.pick(load.articles.usual)),
    plan: 'cancels at once' as const,
    // an order takes some milliseconds to its charge: of times that are drawn few would be as short
    cancelAfterMs: at % 3 === 0 ? 0 : chance.whole(0, mostWaitMs),
  }));
  await Promise.all(customers.map((customer) => load.serve(customer)));
  const ids = customers.map(({ order }) => order.orderId);
  // once more, for those that were not open to it yet
  await Promise.all(
    ids.map((orderId) => shop.client.send(cancelOrder, { orderId }, { timeoutMs: LIMIT_MS })),
  );
  return ids;
}

async function look({ shop, sight }: World, ids: readonly string[]): Promise<void> {
  await asAdmin(shop.database.adminUrl, async (sql) => {
    const rows = await sql<{ status: string; captured: number }[]>`
      select o.status, coalesce(p.captured, 0)::int as captured
      from "order".orders o left join payment.payments p using (order_id)
      where o.order_id = any(${[...ids]})`;
    if (rows.some(({ status }) => status === 'confirmed')) sight(TOO_LATE);
    const cancelled = rows.filter(({ status }) => status === 'cancelled');
    if (cancelled.some(({ captured }) => captured > 0)) sight(CAPTURE_FIRST);
    if (cancelled.some(({ captured }) => captured === 0)) sight(CANCEL_FIRST);
  });
}

export const cancelRaces = defineScenario({
  name: 'cancel-races',
  faults: [42],
  title: 'cancel races capture, both orders',
  sees: [CANCEL_FIRST, CAPTURE_FIRST, TOO_LATE],
  quick: true,
  run: async (world) => {
    const { shop, inject } = world;
    const ids: string[] = [];
    for (const { mode, mostWaitMs } of RACES) {
      inject(`${ORDERS} orders are cancelled at any moment; the provider is ${mode ?? 'quick'}`);
      if (mode !== undefined) await shop.sandbox.addRule({ mode, delayMs: 600 });
      ids.push(...(await race(world, mostWaitMs)));
      await shop.sandbox.clearRules();
    }
    await eventually(() => allEnded(world, ids), { what: 'all to end', timeoutMs: LIMIT_MS });
    await look(world, ids);
  },
});

async function allEnded({ shop }: World, ids: readonly string[]): Promise<boolean> {
  return await asAdmin(shop.database.adminUrl, async (sql) => {
    const open = await sql`
      select from "order".orders where order_id = any(${[...ids]}) and status = 'placed' limit 1`;
    return open.length === 0;
  });
}
