import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { UnavailableError } from '../src/index.ts';
import type { Behaviour } from './bank/bank-service.ts';
import { entryTallied } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
  await world.start();
  await world.stopServices();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const ordered = { ordered: true } as const;

/** A bank that cannot handle entries with this instruction. */
const refusing = (instruction: string): Behaviour => ({
  ...ordered,
  onEntry: (given) => {
    if (given === instruction) throw new Error(`no ${given} today`);
  },
});

/** Entries 1, 2, 3 … of an account; those with an instruction are named. */
async function enter(accountId: string, last: number, special: Record<number, string> = {}) {
  for (let n = 1; n <= last; n++) {
    const instruction = special[n] ?? '';
    await world.enter({ accountId, n, instruction });
  }
}

/** The numbers of the entries of an account in the order in which they were handled. */
async function handled(accountId: string): Promise<readonly number[]> {
  const tallies = await world.stored(entryTallied);
  return tallies.filter((each) => each.accountId === accountId).map(({ n }) => n);
}

async function handledInOrder(accountId: string, numbers: readonly number[]): Promise<void> {
  await world.tallied(accountId, numbers.length);
  await world.relayed();
  expect(await handled(accountId)).toEqual(numbers);
}

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

async function waiting(accountId: string): Promise<number> {
  const [row] = await world.sql<{ count: number }[]>`
    select count(*)::int as count from waiting_message where key = ${accountId}`;
  return row?.count ?? 0;
}

async function untilWaiting(accountId: string, count: number): Promise<void> {
  await eventually(async () => (await waiting(accountId)) === count, {
    what: `${count} waiting entries of ${accountId}`,
  });
}

/** Everything that the stream has for the bank is acknowledged: what is not done is in the bank's own tables. */
async function allTaken(): Promise<void> {
  await eventually(
    async () => {
      const info = await world.manager.consumers.info('EVENTS', 'bank');
      return info.num_pending + info.num_ack_pending === 0;
    },
    { what: 'everything to be acknowledged' },
  );
}

async function nothingHeld(): Promise<void> {
  await eventually(
    async () =>
      (await world.sql`select from held_key union all select from waiting_message`).count === 0,
    { what: 'all lines to be free' },
  );
}

const redrive = async (accountId: string) =>
  await world.ask('admin.bank.dead-letters.redrive', {
    id: (await world.deadLetterOf(accountId)).id,
  });

describe('messages of a key, for a reaction that asks for order', () => {
  it('wait behind a dead letter while other keys go on, and follow it in order', async () => {
    await enter('line', 5, { 2: 'broken' });
    await enter('beside', 5);
    await world.start(refusing('broken'));
    await world.tallied('beside', 5);
    await world.deadLetterOf('line');
    await untilWaiting('line', 3);
    await allTaken();
    expect(await handled('line')).toEqual([1]);
    await world.stopServices();

    await world.start(ordered);
    await world.enter({ accountId: 'line', n: 6 });
    await untilWaiting('line', 4);
    expect(await handled('line')).toEqual([1]);
    await redrive('line');
    await handledInOrder('line', upTo(6));
    await nothingHeld();
    expect((await world.deadLetterOf('line')).status).toBe('redriven');
  });

  it('wait while one is tried again, also when what it needs is down', async () => {
    let tries = 0;
    await enter('patient', 4, { 1: 'try', 3: 'need' });
    await world.start({
      ...ordered,
      onEntry: (instruction) => {
        if (instruction === 'try' && ++tries < 3) throw new Error('not yet');
        if (instruction === 'need' && ++tries < 8) throw new UnavailableError('down');
      },
    });
    await handledInOrder('patient', upTo(4));
    await nothingHeld();
    expect((await world.deadLetters()).filter(({ key }) => key === 'patient')).toEqual([]);
    expect(tries).toBe(8);
  });

  it('wait across processes and restarts', async () => {
    const banks = [refusing('broken'), refusing('broken')];
    await Promise.all(banks.map((bank) => world.start(bank)));
    await world.enter({ accountId: 'shared', n: 1, instruction: 'broken' });
    await world.deadLetterOf('shared');
    for (let n = 2; n <= 40; n++) await world.enter({ accountId: 'shared', n });
    await untilWaiting('shared', 39);
    await allTaken();
    await world.stopServices();
    expect(await handled('shared')).toEqual([]);

    await Promise.all([world.start(ordered), world.start(ordered)]);
    await redrive('shared');
    await handledInOrder('shared', upTo(40));
    await nothingHeld();
  });

  it('go on when the one before them is discarded, which has no effect even when it comes again', async () => {
    const id = uuidv7();
    await world.start(refusing('broken'));
    await world.enter({ accountId: 'given up', n: 1, instruction: 'broken' }, { id });
    const letter = await world.deadLetterOf('given up');
    await world.enter({ accountId: 'given up', n: 2 });
    await untilWaiting('given up', 1);
    await world.ask('admin.bank.dead-letters.discard', { id: letter.id, why: 'a test', by: 'ann' });
    await handledInOrder('given up', [2]);
    await nothingHeld();
    await world.stopServices();

    await world.start(ordered);
    await world.enter({ accountId: 'given up', n: 1 }, { id, isDeduplicated: false });
    await world.enter({ accountId: 'given up', n: 3 });
    await handledInOrder('given up', [2, 3]);
  });

  it('wait behind one that cannot be read', async () => {
    const headers = Object.entries({ 'ce-id': uuidv7(), 'ce-subject': 'garbled' });
    await world.publishRaw('evt.00.ledger.entry-made', '{', headers);
    await world.enter({ accountId: 'garbled', n: 2 });
    await world.start(ordered);
    const letter = await world.deadLetterOf('garbled');
    expect(letter.reason).toBe('unreadable');
    await untilWaiting('garbled', 1);
    await world.ask('admin.bank.dead-letters.edit', {
      id: letter.id,
      body: { accountId: 'garbled', n: 1 },
      why: 'the sender has told what it meant',
    });
    await redrive('garbled');
    await handledInOrder('garbled', [1, 2]);
    await nothingHeld();
  });

  it('wait behind the second that fails as well, and a long line catches up with what arrives', async () => {
    let isBroken = true;
    await world.start({
      ...ordered,
      onEntry: (instruction, n) => {
        if (instruction === 'broken' && (isBroken || n === 150)) throw new Error('no good');
      },
    });
    await enter('long', 300, { 1: 'broken', 150: 'broken' });
    await untilWaiting('long', 299);
    isBroken = false;
    await redrive('long');
    await untilWaiting('long', 150);
    await world.tallied('long', 149);
    const second = (await world.deadLetters()).find(
      ({ key, status }) => key === 'long' && status === 'open',
    );
    await world.ask('admin.bank.dead-letters.discard', { id: second?.id, why: 'a test' });
    for (let n = 301; n <= 320; n++) await world.enter({ accountId: 'long', n });
    await handledInOrder(
      'long',
      upTo(320).filter((n) => n !== 150),
    );
    await nothingHeld();
  });

  it('wait behind letters from before it asked for order, and no longer when it asks no more', async () => {
    const broken = refusing('broken');
    await world.start({ ...broken, ordered: false });
    await world.enter({ accountId: 'convert', n: 1, instruction: 'broken' });
    await world.deadLetterOf('convert');
    await world.stopServices();
    await world.start(broken);
    await eventually(async () => (await world.sql`select from held_key`).count === 1, {
      what: 'the line to be held',
    });
    await world.enter({ accountId: 'convert', n: 2 });
    await untilWaiting('convert', 1);
    await world.stopServices();

    await world.start();
    await redrive('convert');
    await world.tallied('convert', 2);
    await nothingHeld();
  });
});
