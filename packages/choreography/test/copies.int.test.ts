import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

async function delivered(count: number): Promise<void> {
  const isDelivered = async (): Promise<boolean> =>
    (await world.manager.consumers.info('EVENTS', 'bank')).num_ack_pending === count;
  await eventually(isDelivered, { what: `${count} deliveries`, everyMs: 50 });
}

it('an event that fails comes again also when it stands twice in its batch, since its consumer was made again', async () => {
  let tries = 0;
  await world.start({
    onEntry: (instruction) => {
      if (instruction === 'once' && ++tries === 1) throw new Error('a passing failure');
    },
  });
  await world.sql.begin(async (sql) => {
    await sql`lock table tally in access exclusive mode`;
    await world.enter({ accountId: 'first' });
    await delivered(1);
    // waits behind a batch that is under way
    await world.enter({ accountId: 'twice', instruction: 'once' });
    await delivered(2);
    await world.manager.consumers.delete('EVENTS', 'bank');
    await delivered(2);
  });
  await world.tallied('twice', 1);
  expect(tries).toBe(2);
});
