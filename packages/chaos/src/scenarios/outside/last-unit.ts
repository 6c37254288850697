import { eventually } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { newArticle } from '../../load/articles.ts';
import { defineScenario, type World } from '../../scenario.ts';

const BUYERS = 1_000;
const ONE = 'exactly one of them got it';
const LIMIT_MS = 60_000;

export const lastUnit = defineScenario({
  name: 'last-unit',
  faults: [43],
  title: 'one piece, 1,000 buyers',
  alsoEnds: ['cancelled: out-of-stock'],
  sees: [ONE],
  rate: 10,
  run: async (world) => {
    const { shop, load, inject, sight } = world;
    const article = await newArticle(shop, 1);
    await untilKnown(world, article.sku);
    inject(`${BUYERS} customers want the last piece`);
    const ids = await Promise.all(Array.from({ length: BUYERS }, () => load.buy(article)));
    await eventually(async () => (await countOf(world, ids, 'placed')) === 0, {
      what: 'all of them to have their answer',
      timeoutMs: LIMIT_MS,
      everyMs: 200,
    });
    const happy = await countOf(world, ids, 'confirmed');
    if (happy !== 1) throw new Error(`I3: ${happy} got the last piece`);
    sight(ONE);
  },
});

async function countOf({ shop }: World, ids: readonly string[], status: string): Promise<number> {
  return await asAdmin(shop.database.adminUrl, async (sql) => {
    const rows = await sql`
      select from "order".orders where order_id = any(${[...ids]}) and status = ${status}`;
    return rows.length;
  });
}

async function untilKnown({ shop }: World, sku: string): Promise<void> {
  const isKnown = (): Promise<boolean> =>
    asAdmin(shop.database.adminUrl, async (sql) => {
      const rows = await sql`
        select from "order".products join inventory.stock using (sku) where sku = ${sku}`;
      return rows.length > 0;
    });
  await eventually(isKnown, { what: `${sku} to be known`, everyMs: 50 });
}
