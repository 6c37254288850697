import { eventually } from '@murmuration/testkit';
import { deadlocksIn, lockInReverse } from '../../faults/postgres-conflicts.ts';
import { defineScenario } from '../../scenario.ts';

const DEADLOCK = 'Postgres ended a transaction of a service to undo a deadlock';
const LIMIT_MS = 20_000;

export const deadlock = defineScenario({
  name: 'deadlock',
  faults: [34],
  title: 'somebody locks stock against the order of the services',
  sees: [DEADLOCK],
  run: async ({ shop: { database }, load, inject, pause, sight, afterwards }) => {
    const { adminUrl } = database;
    const before = await deadlocksIn(adminUrl);
    inject('a rival locks all stock, row by row, backwards');
    const rival = await lockInReverse(adminUrl, { table: 'inventory.stock', key: 'sku' });
    afterwards(() => rival.end());
    await pause(3_000, 6_000);
    await eventually(async () => (await deadlocksIn(adminUrl)) > before, {
      what: 'a deadlock',
      timeoutMs: LIMIT_MS,
      everyMs: 250,
    });
    sight(DEADLOCK);
    await rival.end();
    await load.untilServed(10);
  },
});
