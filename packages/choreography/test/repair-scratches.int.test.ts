import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BankWorld } from './support/bank-world.ts';
import { BrokerFiles } from './support/broker-files.ts';
import { Reminders } from './support/reminders.ts';

useLeakChecks();
let world: BankWorld;
let files: BrokerFiles;
let reminders: Reminders;
// what was scratched stays in the files: each test gets its own
beforeEach(async () => {
  world = await BankWorld.open(undefined, { withinReach: true });
  files = new BrokerFiles(world.broker);
  reminders = new Reminders(world);
  await world.start({}, { ACK_WAIT_SECONDS: 2 });
});
afterEach(async () => {
  await reminders.close();
  await world.close();
});

async function allAreStored(accountId: string): Promise<void> {
  const all = Array.from({ length: reminders.sentTo(accountId) }, (_, at) => at + 1);
  await eventually(
    async () => {
      const held = await reminders.firstCopies(accountId);
      expect(held.toSorted((a, b) => a - b)).toEqual(all);
      return true;
    },
    { what: 'all messages in the stream', timeoutMs: 20_000 },
  );
}

describe('a stream with a scratch in the midst of a file', () => {
  it.each(
    (['length', 'sequence', 'time', 'subject', 'body'] as const).flatMap((part) => [
      { part, how: 'kill' as const },
      { part, how: 'halt' as const },
    ]),
  )(
    'in the $part of a message, when the broker starts after a $how: all is there again',
    async ({ part, how }) => {
      await reminders.commit('scratched', 500);
      await reminders.haveAllComeOnce('scratched');
      await world.restartBroker(() => files.scratch('EVENTS', part), how);
      await allAreStored('scratched');
      await reminders.haveAllComeOnce('scratched');
    },
  );

  it('which makes the broker read slowly: what is new goes its way meanwhile', async () => {
    for (let n = 0; n < 4; n++) await reminders.commit('slow', 1_000);
    await reminders.haveAllComeOnce('slow');
    await world.restartBroker(() => files.scratch('EVENTS', 'sequence'), 'halt');
    for (let n = 1; n <= 5; n++) {
      await reminders.commit('new', 1);
      await eventually(async () => (await reminders.countOf('new')) === n, {
        what: `new reminder ${n}`,
      });
    }
  });
});
