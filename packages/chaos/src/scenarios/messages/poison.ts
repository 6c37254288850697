import { eventSubject } from '@murmuration/choreography';
import { orderPlaced } from '@murmuration/contracts';
import { eventually, type Shop } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';
import { envelope, publishRaw } from './raw.ts';

const PASSED = 'orders were confirmed while poison was being tried again';
const BURIED = 'all poison became dead letters';
const POISONS = 20;
const LIMIT_MS = 50_000;

/** What its contract lets pass and no database takes: a text with NUL in it. It spoils the transaction of every batch that it is in. */
const poison = (sku: string, at: number): string =>
  JSON.stringify({
    orderId: `poison-${at}\u0000`,
    customerId: 'nobody',
    lines: [{ sku, quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }],
    total: { amount: 1, currency: 'EUR' },
    paymentMethod: 'none',
    placedAt: new Date().toISOString(),
    deadline: new Date().toISOString(),
  });

async function buriedOf({ database }: Shop, subject: string, since: Date): Promise<number> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const rows = await sql`
      select from inventory.dead_letter where subject = ${subject} and reason = 'exhausted'
      and first_failed_at >= ${since}`;
    return rows.length;
  });
}

export const poisonAhead = defineScenario({
  name: 'poison',
  faults: [30],
  title: 'poison at the head of the line',
  deadLetters: 'expected',
  sees: [PASSED, BURIED],
  run: async ({ shop, chance, load, inject, sight }) => {
    const subject = eventSubject(orderPlaced.type, 'poison');
    const begun = new Date();
    for (let at = 0; at < POISONS; at++) {
      inject(`poison ${at}`);
      const { sku } = chance.pick(load.articles.usual);
      publishRaw(shop, { subject, body: poison(sku, at), headers: envelope(orderPlaced.name) });
    }
    await load.untilFlowing();
    if ((await buriedOf(shop, subject, begun)) < POISONS) sight(PASSED);
    const areBuried = async (): Promise<boolean> => {
      const count = await buriedOf(shop, subject, begun);
      if (count < POISONS) throw new Error(`there are ${count}`);
      return true;
    };
    await eventually(areBuried, {
      what: `${POISONS} dead letters`,
      timeoutMs: LIMIT_MS,
      everyMs: 500,
    });
    sight(BURIED);
  },
});
