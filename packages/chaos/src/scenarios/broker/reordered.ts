import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';

const CANCEL_FIRST = 'a cancel before its order';
const SERVICES = ['inventory', 'payment', 'order', 'notification'] as const;

/** An order keeps the wishes that came before it. */
async function lookForEarlyCancel({ shop, sight }: World): Promise<void> {
  await asAdmin(shop.database.adminUrl, async (sql) => {
    const early = await sql`select from "order".orders where cancel_requests <> '[]' limit 1`;
    if (early.length > 0) sight(CANCEL_FIRST);
  });
}

export const reordered = defineScenario({
  name: 'reordered',
  faults: [24],
  title: 'messages overtake each other (cancel before place)',
  sees: [CANCEL_FIRST],
  run: async (world) => {
    const { load, chance, inject, pause, replicaOf } = world;
    for (const service of chance.shuffled(SERVICES)) {
      const replica = replicaOf(service);
      const burst = load.burst(chance.whole(40, 80));
      await pause(20, 200);
      // what it has in hand is overtaken by what the other replica gets; for longer than the broker waits, it is handled by both
      inject(`SIGSTOP to ${replica.name}`);
      replica.pause();
      await lookForEarlyCancel(world);
      await pause(500, 4_500);
      replica.resume();
      await burst;
    }
  },
});
