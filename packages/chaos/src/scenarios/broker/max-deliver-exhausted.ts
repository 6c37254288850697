import { setTimeout as sleep } from 'node:timers/promises';
import { adminSubject, EVENTS } from '@murmuration/choreography';
import { jetstreamManager } from '@nats-io/jetstream';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';

const GIVEN_UP = 'the broker gave up on messages';
const REDRIVEN = 'they became dead letters, and were redriven';
const ADVISORIES = '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>';
const SERVICES = ['order', 'inventory'] as const;
const MOST_TRIES = 3;
const LOOK_MS = 500;
/** The shop's own reconciling makes one after the other: the operator goes when none has come for so many looks. */
const QUIET_LOOKS = 40;
const MOST_LOOKS = 160;
const PATIENCE = { timeout: 20_000 };

export const maxDeliverExhausted = defineScenario({
  name: 'max-deliver-exhausted',
  faults: [27],
  title:
    'a consumer told by somebody to deliver once only, then what a process had in hand lost; dead letters redriven',
  sees: [GIVEN_UP, REDRIVEN],
  run: async (world) => {
    const { shop, chance, load, inject, pause, sight, note } = world;
    const manager = await jetstreamManager(shop.connection, { checkAPI: false });
    let advisories = 0;
    const watch = shop.connection.subscribe(ADVISORIES, { callback: () => void (advisories += 1) });
    const service = shop.service(chance.pick(SERVICES));
    // some of them wait for what is given up, until it is redriven
    const bursts: Promise<void>[] = [];
    for (let tries = 1; advisories === 0 && tries <= MOST_TRIES; tries++) {
      inject(`consumer ${service.name} delivers once only`);
      await manager.consumers.update(EVENTS, service.name, { max_deliver: 1 });
      bursts.push(load.burst(chance.whole(100, 200)));
      await pause(20, 300);
      const replica = chance.pick(service.replicas);
      inject(`SIGKILL to ${replica.name}, with messages in hand`);
      await replica.kill();
      // the other one asks for more, and the broker finds that it has delivered these already
      await pause(5_000, 6_000);
      await service.start();
    }
    watch.unsubscribe();
    note(`${advisories} messages were given up`);
    if (advisories > 0) sight(GIVEN_UP);
    await redriveAll(world, service.name);
    await Promise.all(bursts);
  },
});

/** What an operator does who finds dead letters of the broker's making. */
async function redriveAll({ shop, sight, note }: World, service: string): Promise<void> {
  const request = JSON.stringify({ all: true, by: 'chaos' });
  let quiet = 0;
  for (let looks = 0; looks < MOST_LOOKS && quiet < QUIET_LOOKS; looks++, await sleep(LOOK_MS)) {
    const open = await openLetters(shop, service);
    quiet = open === 0 ? quiet + 1 : 0;
    if (open === 0) continue;
    note(`${open} dead letters of ${service} are redriven`);
    await shop.connection.request(adminSubject(service, 'dead-letters.redrive'), request, PATIENCE);
    sight(REDRIVEN);
  }
}

async function openLetters({ database }: World['shop'], service: string): Promise<number> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const [row] = await sql<{ open: number }[]>`
      select count(*)::int as open from ${sql(service)}.dead_letter where status = 'open'`;
    return row?.open ?? 0;
  });
}
