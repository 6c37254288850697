import { useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { moneyDeposited } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

describe('a query', () => {
  it('is answered from what the service owns', async () => {
    await world.start();
    await world.deposit({ depositId: 'd-1', accountId: 'asked', amount: 5 });
    expect(await world.ask('qry.bank.get-account', { accountId: 'asked' })).toEqual({
      accountId: 'asked',
      balance: 5,
    });
  });

  it('with wrong parameters is answered 400, also when it is no JSON', async () => {
    await world.start();
    await expect(world.ask('qry.bank.get-account', { accountId: 7 })).rejects.toThrow(/^400: /);
    const answer = await world.nats.request('qry.bank.get-account', 'nonsense', {
      timeout: 20_000,
    });
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('400');
  });

  it('that fails is answered 500 without a word of what went wrong inside', async () => {
    await world.start();
    await expect(world.ask('qry.bank.get-account', { accountId: 'nobody' })).rejects.toThrow(
      '500: the service failed to answer',
    );
  });
});

describe('discovery', () => {
  it('finds each instance with its endpoints and counts their requests', async () => {
    await world.start();
    await world.ask('qry.bank.get-account', { accountId: 'asked' }).catch(() => undefined);
    const ping = await world.ask('$SRV.PING.bank', {});
    expect(ping).toMatchObject({ type: 'io.nats.micro.v1.ping_response', name: 'bank' });
    expect(await world.ask('$SRV.INFO', {})).toMatchObject({
      type: 'io.nats.micro.v1.info_response',
      endpoints: expect.arrayContaining([
        expect.objectContaining({ name: 'bank-get-account', subject: 'qry.bank.get-account' }),
      ]),
    });
    expect(await world.ask('$SRV.STATS.bank', {})).toMatchObject({
      type: 'io.nats.micro.v1.stats_response',
      endpoints: expect.arrayContaining([
        expect.objectContaining({ name: 'bank-get-account', num_requests: 1 }),
      ]),
    });
  });
});

describe('a fact from outside', () => {
  it('is published once per id, also when it is recorded many times at once', async () => {
    const [here, there] = await Promise.all([world.start(), world.start()]);
    const fact = (id: string) =>
      moneyDeposited.of({ depositId: id, accountId: 'outside', amount: 1, note: '' });
    const ids = Array.from({ length: 10 }, (_, at) => `fact-${at}`);
    const record = (id: string) =>
      Promise.all([here, there, here].map((service) => service.record(fact(id), { id })));
    await Promise.all(ids.map(record));
    await world.relayed();
    const published = (await world.stored(moneyDeposited)).filter(
      ({ accountId }) => accountId === 'outside',
    );
    expect(published.map(({ depositId }) => depositId).toSorted()).toEqual(ids);
  });

  it('shares a transaction with others that come at the same time', async () => {
    const service = await world.start();
    const ids = Array.from({ length: 200 }, (_, at) => `together-${at}`);
    await Promise.all(
      ids.map((id) => {
        const data = { depositId: id, accountId: 'together', amount: 1, note: '' };
        return service.record(moneyDeposited.of(data), { id });
      }),
    );
    const [row] = await world.sql<{ facts: number; transactions: number }[]>`
      select count(*)::int as facts, count(distinct xmin::text)::int as transactions
      from command_log where id like 'together-%'`;
    expect(row?.facts).toBe(ids.length);
    expect(row?.transactions).toBeLessThan(10);
  });
});

describe('a stop', () => {
  it('finishes what is under way, publishes what is committed, and lets go of every connection', async () => {
    await world.start();
    await world.enterMany('drained', 100);
    await world.stopServices();
    expect(await world.unsettled()).toBe(0);
    const sessions = await world.sql`
      select application_name from pg_stat_activity where datname = current_database() and application_name like 'bank%'`;
    expect(sessions).toEqual([]);
    await world.start();
    await world.tallied('drained', 100);
  });
});
