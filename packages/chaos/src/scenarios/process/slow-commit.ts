import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';
import { hasHole } from './fences.ts';

const OVERTAKEN = 'a row was published while one with a lower position was not committed';
const SERVICES = ['order', 'inventory', 'payment'] as const;
const ROUNDS = 100;
const EVERY_MS = 60;
const SHARE = 0.15;
const LONGEST_SECONDS = 1.5;

export const slowCommit = defineScenario({
  name: 'slow-commit',
  faults: [10],
  title: 'transactions commit after later positions are published',
  sees: [OVERTAKEN],
  quick: true,
  run: async ({ shop, inject, sight, afterwards }) => {
    const { adminUrl } = shop.database;
    afterwards(() =>
      asAdmin(adminUrl, async (sql) => {
        // one after the other, so that no lock is held while another is waited for
        for (const service of SERVICES)
          await sql`drop trigger if exists dawdle on ${sql(service)}.outbox`;
        await sql`drop function if exists public.dawdle`;
      }),
    );
    inject('some transactions wait between their outbox rows and their commit');
    await asAdmin(adminUrl, async (sql) => {
      await sql`
        create function public.dawdle() returns trigger language plpgsql as ${sql.unsafe(BODY)}`;
      for (const service of SERVICES) {
        await sql`
          create trigger dawdle after insert on ${sql(service)}.outbox
          for each statement execute function public.dawdle()`;
      }
    });
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(EVERY_MS);
      if (await hasHole(shop, SERVICES[round % SERVICES.length] ?? 'order')) {
        return sight(OVERTAKEN);
      }
    }
  },
});

const BODY = `$$ begin
  if random() < ${SHARE} then perform pg_sleep(random() * ${LONGEST_SECONDS}); end if;
  return null;
end $$`;
