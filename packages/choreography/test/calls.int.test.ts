import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TerminalError, UnavailableError } from '../src/index.ts';
import { transferMade } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const request = (transferId: string) =>
  world.enter({ accountId: `of ${transferId}`, instruction: `transfer ${transferId}` });

async function transferOf(id: string): Promise<{ status: string; receipt: string | null }> {
  const [row] = await world.sql<{ status: string; receipt: string | null }[]>`
    select status, receipt from transfer where id = ${id}`;
  return row ?? { status: 'none', receipt: null };
}

const made = (id: string) =>
  eventually(async () => (await transferOf(id)).status === 'made', { what: `transfer ${id}` });

describe('a call to the outside', () => {
  it('is made after its intent is committed, and its result is recorded and published', async () => {
    const seen: string[] = [];
    await world.start({
      transfer: async (id) => {
        seen.push((await transferOf(id)).status);
        return `r-${id}`;
      },
    });
    await request('t-1');
    await made('t-1');
    expect(seen).toEqual(['intended']);
    expect(await transferOf('t-1')).toEqual({ status: 'made', receipt: 'r-t-1' });
    await world.relayed();
    const published = await world.stored(transferMade);
    expect(published.filter(({ transferId }) => transferId === 't-1')).toHaveLength(1);
  });

  it('is made again under the same request when its result was not recorded', async () => {
    const calls: string[] = [];
    const transfer = async (id: string) => {
      calls.push(id);
      // the result cannot be recorded: this is what a crash after the call looks like
      if (calls.length === 1)
        await world.sql`alter table transfer add constraint closed check (status <> 'made') not valid`;
      else await world.sql`alter table transfer drop constraint closed`;
      return `r-${id}`;
    };
    await world.start({ transfer });
    await request('t-crash');
    await made('t-crash');
    expect(calls).toHaveLength(2);
    expect(new Set(calls)).toEqual(new Set(['t-crash']));
    await world.relayed();
    const published = await world.stored(transferMade);
    expect(published.filter(({ transferId }) => transferId === 't-crash')).toHaveLength(1);
  });

  it('that is slow holds up no other, and no more are under way than allowed', async () => {
    const slow = Promise.withResolvers<string>();
    let underWay = 0;
    let most = 0;
    await world.start({
      concurrency: 3,
      timeoutMs: 60_000,
      transfer: async (id) => {
        most = Math.max(most, ++underWay);
        const receipt = id === 'slow' ? await slow.promise : await Promise.resolve(`r-${id}`);
        underWay--;
        return receipt;
      },
    });
    await request('slow');
    await Promise.all(Array.from({ length: 30 }, (_, at) => request(`quick-${at}`)));
    for (let at = 0; at < 30; at++) await made(`quick-${at}`);
    await world.enter({ accountId: 'others' });
    await world.tallied('others', 1);
    expect((await transferOf('slow')).status).toBe('intended');
    slow.resolve('late');
    await made('slow');
    expect(most).toBeLessThanOrEqual(3);
  });

  it('is ended by its time limit and made again', async () => {
    let calls = 0;
    const reasons: string[] = [];
    await world.start({
      timeoutMs: 100,
      transfer: async (id, signal) => {
        if (++calls > 1) return `r-${id}`;
        return await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(String(signal.reason));
            reject(new Error('aborted'));
          });
        });
      },
    });
    await request('hanging');
    await made('hanging');
    expect(reasons).toEqual(['UnavailableError: the call took longer than 100 ms']);
  });

  it('is made until the other side is back, without becoming a dead letter', async () => {
    let calls = 0;
    await world.start({
      transfer: async (id) => {
        if (++calls <= 5) throw new UnavailableError('closed');
        return `r-${id}`;
      },
    });
    await request('down');
    await made('down');
    expect((await world.deadLetters()).filter(({ key }) => key === 'down')).toEqual([]);
  });

  it('whose reaction gives up is a dead letter, and is made when that is delivered again', async () => {
    let isBroken = true;
    await world.start({
      transfer: async (id) => {
        if (isBroken) throw new TerminalError('no such account');
        return `r-${id}`;
      },
    });
    await request('refused');
    const letter = await world.deadLetterOf('refused');
    expect(letter).toMatchObject({ reaction: 'make-transfer', reason: 'terminal' });
    isBroken = false;
    await world.ask('admin.bank.dead-letters.redrive', { reaction: 'make-transfer' });
    await made('refused');
  });

  it('is made although the database has refused the results of many before', async () => {
    await world.sql`alter table transfer add constraint honest check (receipt is null or receipt <> 'forged')`;
    const opened = Promise.withResolvers<void>();
    const transfer = async (id: string): Promise<string> => {
      if (!id.startsWith('forged')) return `r-${id}`;
      await opened.promise;
      return 'forged';
    };
    // few results are held
    await world.start({ transfer }, { BATCH_SIZE: 1 });
    const forged = Array.from({ length: 8 }, (_, at) => `forged-${at}`);
    for (const id of forged) await request(id);
    opened.resolve();
    for (const id of forged) await world.deadLetterOf(id);
    await request('honest');
    await made('honest');
    await world.sql`alter table transfer drop constraint honest`;
  });

  it('that is under way is waited for by a stop, and recorded', async () => {
    const begun = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string>();
    await world.start({
      transfer: async () => {
        begun.resolve();
        return await answer.promise;
      },
    });
    await request('stopping');
    await begun.promise;
    const stopped = world.stopServices();
    answer.resolve('r-stopping');
    await stopped;
    expect((await transferOf('stopping')).status).toBe('made');
    expect(await world.unsettled()).toBe(0);
  });
});
