import type { Program, Shop } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';

const SERVICES = ['order', 'inventory', 'payment', 'notification'] as const;
const MOST_TRIES = 10;
const NEW_FIELD =
  'an event with a field that only the next version knows was handled by this version';
const NEW_REACTION = 'a reaction that only the next version has was at work';

async function replace(world: World, program: Program, isNext: boolean): Promise<void> {
  const { failpoints, inject, load, pause } = world;
  await failpoints.deployNext(isNext);
  inject(`${program.name} becomes version ${isNext ? 'N+1' : 'N again'}`);
  await program.stop();
  program.start();
  await load.untilServed(10);
  await pause(50, 300);
}

async function migrate({ shop, inject }: World): Promise<void> {
  inject('a migration adds columns while version N is at work');
  await asAdmin(shop.database.adminUrl, async (sql) => {
    await sql`alter table "order".orders add column gift_note text`;
    await sql`alter table inventory.reservations add column shelf text not null default 'any'`;
  });
}

/** The next version of order decides its share of the commands once it is up. All of inventory is still of this version. */
async function untilFieldIsHeard({ shop, load, sight }: World): Promise<void> {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    await load.burst(20);
    await load.untilFlowing();
    if (await isFieldHeard(shop)) return sight(NEW_FIELD);
  }
}

const isFieldHeard = ({ database }: Shop): Promise<boolean> =>
  asAdmin(database.adminUrl, async (sql) => {
    const withField = await sql`
      select from "order".outbox o join inventory.inbox i on i.event_id = o.id
      where o.type = 'order.placed.v1' and o.data->>'giftNote' is not null limit 1`;
    return withField.length > 0;
  });

async function lookForReaction({ shop, sight }: World): Promise<void> {
  await asAdmin(shop.database.adminUrl, async (sql) => {
    const seen = await sql`
      select from inventory.inbox where reaction = 'note-declined-payment' limit 1`;
    if (seen.length > 0) sight(NEW_REACTION);
  });
}

export const rollingDeploy = defineScenario({
  name: 'rolling-deploy',
  faults: [45],
  title: 'version N+1 beside version N, once back and forth',
  world: { alone: true },
  sees: [NEW_FIELD, NEW_REACTION],
  run: async (world) => {
    const { shop, chance, load } = world;
    await migrate(world);
    const pairs = SERVICES.map((service) => chance.shuffled(shop.service(service).replicas));
    const [first, second] = [0, 1].map((at) => pairs.flatMap((pair) => pair[at] ?? []));
    // order goes first: what it says then is heard by this version of all others
    const [order, ...others] = first ?? [];
    if (order !== undefined) await replace(world, order, true);
    await untilFieldIsHeard(world);
    for (const program of chance.shuffled(others)) await replace(world, program, true);
    await load.untilFlowing();
    // a deployment that is taken back, and made after all: what only version N+1 understands waits for it
    const [doubted] = chance.shuffled(first ?? []);
    if (doubted !== undefined) {
      await replace(world, doubted, false);
      await replace(world, doubted, true);
    }
    for (const program of chance.shuffled(second ?? [])) await replace(world, program, true);
    await load.untilFlowing();
    await lookForReaction(world);
  },
});
