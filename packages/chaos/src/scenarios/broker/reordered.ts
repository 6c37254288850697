import { asAdmin } from '../../faults/postgres-sessions.ts';
import { buyer } from '../../load/plans.ts';
import { defineScenario, type World } from '../../scenario.ts';

const OVERTAKEN = 'inventory heard of a cancellation before it heard of the order';
const SERVICES = ['inventory', 'payment', 'order', 'notification'] as const;
const HASTY = 60;

/** Inventory notes a cancellation of an order that it does not know; an order that comes later then reserves nothing. */
async function overtaken({ shop }: World): Promise<number> {
  return await asAdmin(shop.database.adminUrl, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from inventory.reservations where status = 'void'`;
    return row?.count ?? 0;
  });
}

/** Customers who place an order and cancel it in the same breath. */
async function hurry({ load, chance }: World): Promise<void> {
  const customers = Array.from({ length: HASTY }, () => ({
    ...buyer(load.newOrderId(), chance.pick(load.articles.usual)),
    plan: 'cancels at once' as const,
    cancelAfterMs: chance.whole(0, 200),
  }));
  await Promise.all(customers.map((customer) => load.serve(customer)));
}

export const reordered = defineScenario({
  name: 'reordered',
  faults: [24],
  title: 'messages overtake each other (cancel before place)',
  sees: [OVERTAKEN],
  run: async (world) => {
    const { chance, inject, pause, replicaOf, sight } = world;
    const before = await overtaken(world);
    for (const service of chance.shuffled([...SERVICES, 'inventory' as const])) {
      const replica = replicaOf(service);
      const hurrying = hurry(world);
      await pause(20, 200);
      // what it has in hand is overtaken by what the other replica gets; for longer than the broker waits, it is handled by both
      inject(`SIGSTOP to ${replica.name}`);
      replica.pause();
      await pause(500, 4_500);
      replica.resume();
      await hurrying;
    }
    if ((await overtaken(world)) > before) sight(OVERTAKEN);
  },
});
