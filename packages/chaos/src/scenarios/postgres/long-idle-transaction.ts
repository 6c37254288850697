import { holdTransaction } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';

const WENT_ON = 'orders were served beside the open transaction';

export const longIdleTransaction = defineScenario({
  name: 'long-idle-transaction',
  faults: [37],
  title: 'a transaction begun and forgotten',
  sees: [WENT_ON],
  run: async ({ shop: { database }, chance, load, inject, pause, sight, afterwards }) => {
    inject('a transaction with an id and a snapshot is left open');
    const snapshot = await holdTransaction(database.adminUrl, 'select from "order".outbox limit 1');
    afterwards(() => snapshot.end());
    await pause(2_000, 4_000);
    await load.untilServed(60);
    sight(WENT_ON);
    const seconds = chance.whole(3, 13);
    inject(`another one holds a row of stock, for ${seconds} s`);
    const lock = await holdTransaction(
      database.adminUrl,
      'select from inventory.stock where sku = (select min(sku) from inventory.stock) for update',
    );
    afterwards(() => lock.end());
    await pause(seconds * 1_000, seconds * 1_000);
    await lock.end();
    await load.untilServed(20);
    await snapshot.end();
  },
});

/** Every service, so that whatever a service writes most is among them. */
export const longIdleWriter = defineScenario({
  name: 'long-idle-writer',
  faults: [37],
  title: 'a transaction that has drawn a position in an outbox, begun and forgotten',
  sees: [WENT_ON],
  run: async ({ shop: { database }, chance, load, inject, pause, sight, afterwards }) => {
    const service = chance.pick(['order', 'inventory', 'payment'] as const);
    inject(`a transaction draws a position in the outbox of ${service} and stays open`);
    const writer = await holdTransaction(
      database.adminUrl,
      `select nextval('"${service}".outbox_seq_0')`,
    );
    afterwards(() => writer.end());
    await pause(1_000, 3_000);
    await load.untilServed(60);
    sight(WENT_ON);
    await writer.end();
  },
});
