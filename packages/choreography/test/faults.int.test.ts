import { eventually, testPostgres, type TestPostgres } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../src/index.ts';
import { bankService } from './bank/bank-service.ts';
import { entryTallied } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

let postgres: TestPostgres;
let world: BankWorld;
beforeAll(async () => {
  postgres = await testPostgres();
  world = await BankWorld.open(postgres);
});
afterEach(async ({ task }) => {
  await world.stopServices();
  // what a failed test has left down would fail all others
  if (task.result?.state === 'fail') await Promise.all([postgres.restart(), world.restartBroker()]);
});
afterAll(async () => {
  await world.close();
  await postgres.stop();
});

async function talliesOf(account: string): Promise<readonly number[]> {
  const all = await world.stored(entryTallied);
  return all.filter(({ accountId }) => accountId === account).map(({ entries }) => entries);
}

const sequence = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('the database', () => {
  it('is killed and restarted in the midst, twice, and everything goes on', async () => {
    await world.start({}, { BATCH_SIZE: 5 });
    for (const round of [1, 2]) {
      const entering = world.enterMany(`killed-${round}`, 100);
      await eventually(async () => (await world.entriesOf(`killed-${round}`)) > 0, {
        what: 'the first batch',
      });
      await postgres.kill();
      await entering;
      await postgres.restart();
      await world.tallied(`killed-${round}`, 100);
      await world.relayed();
      expect(await talliesOf(`killed-${round}`)).toEqual(sequence(100));
    }
  });

  it('ends single sessions, and they are opened again', async () => {
    await world.start();
    await world.enter({ accountId: 'ended' });
    await world.tallied('ended', 1);
    await world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'bank%'`;
    await world.enter({ accountId: 'ended' });
    await world.tallied('ended', 2);
    expect(await world.deposit({ depositId: 'e', accountId: 'ended', amount: 1 })).toMatchObject({
      status: 'accepted',
    });
    await world.relayed();
  });

  it('is away while the bank stops, which then takes no long time', async () => {
    const service = await world.start();
    await world.enter({ accountId: 'stop' });
    await world.tallied('stop', 1);
    await postgres.kill();
    await world.enter({ accountId: 'stop' });
    const begun = performance.now();
    await service.stop();
    expect(performance.now() - begun).toBeLessThan(10_000);
    await postgres.restart();
    await world.start();
    await world.tallied('stop', 2);
  });
});

describe('the broker', () => {
  it('is killed and restarted in the midst, and everything goes on', async () => {
    await world.start({}, { BATCH_SIZE: 5 });
    await world.enterMany('broker', 60);
    await world.restartBroker();
    await world.tallied('broker', 60);
    await eventually(async () => (await talliesOf('broker')).length === 60, { what: '60 tallies' });
    await world.enter({ accountId: 'broker' });
    await world.tallied('broker', 61);
    await world.relayed();
  });

  it('is away while the bank stops, which then takes no long time', async () => {
    const service = await world.start();
    await world.broker.kill();
    const begun = performance.now();
    await service.stop();
    expect(performance.now() - begun).toBeLessThan(12_000);
    await world.restartBroker();
  });

  it('loses a consumer, which is made again and misses nothing', async () => {
    await world.start();
    await world.enter({ accountId: 'orphan' });
    await world.tallied('orphan', 1);
    await world.manager.consumers.delete('EVENTS', 'bank');
    await world.enter({ accountId: 'orphan' });
    await world.tallied('orphan', 2);
  });

  it('redelivers a message of a type that only a newer version hears, and never loses it', async () => {
    await world.start();
    await world.sql`
      insert into hearing (consumer, filter, heard_until) values ('bank', 'evt.*.ledger.closed', now() + interval '1 hour')`;
    // as a newer version of the bank does when it reacts to more
    const { config } = await world.manager.consumers.info('EVENTS', 'bank');
    await world.manager.consumers.update('EVENTS', 'bank', {
      filter_subjects: [...(config.filter_subjects ?? []), 'evt.*.ledger.closed'],
    });
    await world.publishRaw('evt.00.ledger.closed', '{}');
    await world.enter({ accountId: 'known' });
    await world.tallied('known', 1);
    await eventually(
      async () => (await world.manager.consumers.info('EVENTS', 'bank')).num_ack_pending === 1,
      { what: 'the message that waits for a newer version' },
    );
    await world.manager.consumers.update('EVENTS', 'bank', {
      filter_subjects: config.filter_subjects ?? [],
    });
  });

  it('has a stream of other making in the way: the bank says which', async () => {
    const other = await BankWorld.open(postgres);
    await other.manager.streams.add({ name: 'MINE', subjects: ['evt.00.>'] });
    await expect(startService(bankService(), other.settings())).rejects.toThrow(
      /stream EVENTS cannot be created to subjects evt\.>.*nats stream ls/s,
    );
    await other.close();
  });
});
