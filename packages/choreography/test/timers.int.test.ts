import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reminderDue } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const remindersOf = async (account: string) =>
  (await world.stored(reminderDue)).filter(({ accountId }) => accountId === account);
const timersOf = async (account: string) =>
  await world.sql<{ due: Date }[]>`select due_at as due from timer where key = ${account}`;
const makeDue = async (account: string) =>
  await world.sql`update timer set due_at = now() where key = ${account}`;
const reminded = (account: string) => world.tallied(`reminders of ${account}`, 1);

describe('a timer', () => {
  it('goes off once, though two instances look for it', async () => {
    await Promise.all([world.start(), world.start()]);
    const accounts = Array.from({ length: 20 }, (_, at) => `soon-${at}`);
    await Promise.all(
      accounts.map((accountId) => world.enter({ accountId, instruction: 'remind-soon hello' })),
    );
    for (const account of accounts) await reminded(account);
    for (const account of accounts) {
      expect(await remindersOf(account)).toEqual([{ accountId: account, text: 'hello' }]);
      expect(await timersOf(account)).toEqual([]);
    }
  });

  it('that is set again is moved, and says what it was told last', async () => {
    await world.start();
    await world.enter({ accountId: 'moved', instruction: 'remind-later first' });
    await world.tallied('moved', 1);
    const [first] = await timersOf('moved');
    await world.enter({ accountId: 'moved', instruction: 'remind-later second' });
    await world.tallied('moved', 2);
    const moved = await timersOf('moved');
    expect(moved).toHaveLength(1);
    expect(moved[0]?.due.getTime()).toBeGreaterThanOrEqual(first?.due.getTime() ?? Infinity);

    await makeDue('moved');
    await reminded('moved');
    expect(await remindersOf('moved')).toEqual([{ accountId: 'moved', text: 'second' }]);
  });

  it('that is cancelled does not go off', async () => {
    await world.start();
    await world.enter({ accountId: 'cancelled', instruction: 'remind-later x' });
    await world.enter({ accountId: 'cancelled', instruction: 'forget it' });
    await world.tallied('cancelled', 2);
    expect(await timersOf('cancelled')).toEqual([]);
  });

  it('survives a restart', async () => {
    await world.start();
    await world.enter({ accountId: 'patient', instruction: 'remind-later still' });
    await world.tallied('patient', 1);
    await world.stopServices();
    await makeDue('patient');
    await world.start();
    await reminded('patient');
    await eventually(async () => (await remindersOf('patient')).length === 1, {
      what: 'one reminder',
    });
  });
});
