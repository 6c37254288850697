import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Circuit, circuit, TerminalError, UnavailableError } from '../src/index.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

/** A neighbour for transfers, behind a circuit. */
class Neighbour {
  isDown = false;
  calls = 0;
  /** Transfers that it refuses for good. */
  refuses = new Set<string>();
  private readonly call: Circuit;

  constructor(name: string) {
    this.call = circuit(name, { failures: 3, pauseMs: 200 });
  }

  transfer = (id: string, signal: AbortSignal): Promise<string> =>
    this.call(async () => {
      this.calls++;
      if (this.isDown) throw new UnavailableError('connection refused');
      if (this.refuses.has(id)) throw new TerminalError('no such account');
      return `r-${id}`;
    }, signal);
}

const request = (transferId: string) =>
  world.enter({ accountId: `of ${transferId}`, instruction: `transfer ${transferId}` });

async function requestMany(run: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, at) => request(`${run}-${at}`)));
}

async function countOf(run: string, status: string): Promise<number> {
  const [row] = await world.sql<{ count: number }[]>`
    select count(*) from transfer where id like ${`${run}-%`} and status = ${status}`;
  return row?.count ?? 0;
}

const made = (run: string, count: number) =>
  eventually(async () => (await countOf(run, 'made')) === count, {
    what: `${count} transfers`,
    timeoutMs: 15_000,
  });

const consumer = async () => await world.manager.consumers.info('EVENTS', 'bank-make-transfer');

describe('while a neighbour is down', () => {
  it('its reaction tries one call now and then, others go on, and all is made when it is back', async () => {
    const neighbour = new Neighbour('a neighbour that comes back');
    neighbour.isDown = true;
    await world.start({ transfer: neighbour.transfer, concurrency: 8 });
    await requestMany('down', 200);
    // as many as were under way: three open the circuit, eight may be under way
    await eventually(() => neighbour.calls >= 3, { what: 'an open circuit' });
    const before = neighbour.calls;
    await eventually(() => neighbour.calls >= before + 5, { what: 'some trials' });
    // and one for each pause since
    expect(neighbour.calls).toBeLessThan(20);
    const { delivered } = await consumer();
    expect(delivered.consumer_seq).toBeLessThan(300);
    // but for a trial, for which one is asked
    await eventually(async () => (await consumer()).num_waiting === 0, {
      what: 'no open request',
    });
    await world.enter({ accountId: 'others' });
    await world.tallied('others', 1);
    expect(await world.deposit({ depositId: 'd', accountId: 'others', amount: 1 })).toMatchObject({
      status: 'accepted',
    });
    neighbour.isDown = false;
    await made('down', 200);
    expect(await world.sql`select * from failing`).toEqual([]);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('a message that it refuses for good shows that it is back', async () => {
    const neighbour = new Neighbour('a neighbour that refuses');
    neighbour.isDown = true;
    neighbour.refuses = new Set(Array.from({ length: 5 }, (_, at) => `refused-${at}`));
    await world.start({ transfer: neighbour.transfer });
    await requestMany('refused', 5);
    await eventually(() => neighbour.calls >= 3, { what: 'an open circuit' });
    neighbour.isDown = false;
    for (let at = 0; at < 5; at++) await world.deadLetterOf(`refused-${at}`);
    await world.sql`delete from dead_letter`;
  });

  it('a stop takes no long time, and the next process goes on', async () => {
    const neighbour = new Neighbour('a neighbour that is left');
    neighbour.isDown = true;
    const service = await world.start({ transfer: neighbour.transfer });
    await requestMany('left', 20);
    await eventually(() => neighbour.calls >= 4, { what: 'an open circuit' });
    const begun = performance.now();
    await service.stop();
    expect(performance.now() - begun).toBeLessThan(15_000);
    await world.start();
    await made('left', 20);
  });
});
