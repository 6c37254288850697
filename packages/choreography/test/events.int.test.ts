import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { UnavailableError } from '../src/index.ts';
import { entryTallied } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

async function makeStreams(): Promise<void> {
  await world.start();
  await world.stopServices();
}

describe('a batch of events', () => {
  it('is decided in few transactions, and each event is seen with what those before it have left', async () => {
    await makeStreams();
    await world.enterMany('many', 300);
    await world.start();
    await world.tallied('many', 300);
    await world.relayed();

    const [commits] = await world.sql<{ count: number }[]>`
      select count(distinct xmin::text) from inbox where reaction = 'tally-entry'`;
    expect(commits?.count).toBeLessThanOrEqual(30);
    const tallies = await world.stored(entryTallied);
    const ofMany = tallies.filter(({ accountId }) => accountId === 'many');
    expect(ofMany.map(({ entries }) => entries)).toEqual(
      Array.from({ length: 300 }, (_, at) => at + 1),
    );
  });

  it('has one effect of two copies of an event, whether the broker drops the second or not', async () => {
    await makeStreams();
    const id = uuidv7();
    await world.enter({ accountId: 'twice' }, { id, isDeduplicated: false });
    await world.enter({ accountId: 'twice' }, { id, isDeduplicated: false });
    await world.start();
    await world.tallied('twice', 1);
    await world.enter({ accountId: 'twice' }, { id, isDeduplicated: false });
    await world.enter({ accountId: 'twice', n: 2 });
    await world.tallied('twice', 2);
  });

  it('has no second effect when it was committed and not acknowledged', async () => {
    const id = uuidv7();
    await makeStreams();
    // the inbox row of a commit whose acknowledgement was lost
    await world.sql`insert into inbox (event_id, reaction) values (${id}, 'tally-entry')`;
    await world.enter({ accountId: 'crashed' }, { id });
    await world.enter({ accountId: 'crashed' });
    await world.start();
    await world.tallied('crashed', 1);
  });
});

describe('two instances', () => {
  it('share the events and have no effect twice', async () => {
    await Promise.all([world.start(), world.start()]);
    const accounts = Array.from({ length: 10 }, (_, at) => `shared-${at}`);
    await Promise.all(accounts.map((account) => world.enterMany(account, 30)));
    for (const account of accounts) await world.tallied(account, 30);
    await world.relayed();
  });
});

describe('an event that fails', () => {
  it('comes again while the others of its batch go on, and becomes a dead letter after its attempts', async () => {
    const tries: number[] = [];
    await makeStreams();
    await world.enter({ accountId: 'bad', instruction: 'fail' });
    await world.enterMany('beside', 20);
    await world.start({
      onEntry: (instruction) => {
        if (instruction !== 'fail') return;
        tries.push(performance.now());
        throw new Error('no good');
      },
    });
    await world.tallied('beside', 20);
    const letter = await world.deadLetterOf('bad');

    expect(letter).toMatchObject({
      reaction: 'tally-entry',
      reason: 'exhausted',
      error: 'no good',
      attempts: 3,
      status: 'open',
    });
    expect(tries).toHaveLength(3);
    expect(await world.entriesOf('bad')).toBe(0);
  });

  it('is listed and delivered again under its own id once the cause is mended', async () => {
    const id = await enterWhileBroken('mended');
    await world.start();
    const listed = await world.ask('admin.bank.dead-letters.list', { reaction: 'tally-entry' });
    expect(JSON.stringify(listed)).toContain(id);

    const { id: letterId } = await world.deadLetterOf('mended');
    expect(await world.ask('admin.bank.dead-letters.redrive', { id: letterId })).toMatchObject({
      letters: 1,
    });
    await world.tallied('mended', 1);
    await eventually(async () => (await world.deadLetterOf('mended')).status === 'redriven', {
      what: 'the mark of a redrive',
    });
    const [seen] = await world.sql`select from inbox where event_id = ${id}`;
    expect(seen).toBeDefined();
  });

  it('is buried again when the cause is not mended', async () => {
    const breaking = {
      onEntry: () => {
        throw new Error('still no good');
      },
    };
    await world.start(breaking);
    await world.enter({ accountId: 'worse' });
    const { id } = await world.deadLetterOf('worse');
    await world.ask('admin.bank.dead-letters.redrive', { id });
    const again = await eventually(
      async () => {
        const letter = await world.deadLetterOf('worse');
        return letter.attempts === 4 && letter;
      },
      { what: 'the fourth attempt' },
    );
    expect(again.status).toBe('open');
  });

  it('is a dead letter at once when retrying cannot help', async () => {
    await world.start();
    await world.enter({ accountId: 'hopeless', instruction: 'terminal' });
    expect(await world.deadLetterOf('hopeless')).toMatchObject({ reason: 'terminal', attempts: 1 });
  });

  it('comes again without end while something that it needs is down', async () => {
    let isDown = true;
    let tries = 0;
    await world.start({
      onEntry: (instruction) => {
        if (instruction !== 'needy') return;
        tries++;
        if (isDown) throw new UnavailableError('down');
      },
    });
    await world.enter({ accountId: 'needy', instruction: 'needy' });
    await eventually(() => tries > 5, { what: 'more tries than the attempts' });
    isDown = false;
    await world.tallied('needy', 1);
    expect((await world.deadLetters()).filter(({ key }) => key === 'needy')).toEqual([]);
  });

  it('is found among many when it breaks a rule of the database', async () => {
    await makeStreams();
    await world.enterMany('before', 40);
    await world.enter({ accountId: 'breaker', instruction: 'break the check' });
    await world.enterMany('after', 40);
    await world.start();
    await world.tallied('before', 40);
    await world.tallied('after', 40);
    const letter = await world.deadLetterOf('breaker');
    expect(letter.error).toContain('violates check constraint');
  });

  it('survives characters that the database cannot hold', async () => {
    await world.start();
    await world.enter({ accountId: 'nul\0l' });
    expect((await world.deadLetterOf('nul\uFFFDl')).attempts).toBe(3);
    // whoever looks into its notice can read it
    const [notice] = await world.sql<{ key: string }[]>`
      select data->>'key' as key from outbox where key = ${'nul\uFFFDl'}`;
    expect(notice).toEqual({ key: 'nul\uFFFDl' });
    await world.enter({ accountId: 'after-nul' });
    await world.tallied('after-nul', 1);
  });
});

describe('an event that cannot be read', () => {
  it.each([
    ['is no JSON', '{', { 'ce-id': uuidv7() }],
    ['breaks its contract', '{"accountId":7}', { 'ce-id': uuidv7() }],
    ['has no id', '{"accountId":"a","n":1}', {}],
    ['has a version nobody knows', '{}', { 'ce-id': uuidv7(), 'ce-type': 'ledger.entry-made.v9' }],
  ])('because it %s is a dead letter, once, with its payload', async (_, body, given) => {
    await world.start();
    const before = new Set((await world.deadLetters()).map(({ id }) => id));
    await world.publishRaw('evt.00.ledger.entry-made', body, Object.entries(given));
    const letter = await eventually(
      async () => (await world.deadLetters()).find(({ id }) => !before.has(id)),
      { what: 'its dead letter' },
    );
    expect(letter).toMatchObject({ reaction: 'tally-entry', reason: 'unreadable' });
    const [kept] = await world.sql<{ payload: Uint8Array }[]>`
      select payload from dead_letter where id = ${letter.id}`;
    expect(new TextDecoder().decode(kept?.payload)).toBe(body);
  });
});

/** Lets an entry become a dead letter, and stops the bank that could not handle it. */
async function enterWhileBroken(accountId: string): Promise<string> {
  await world.start({
    onEntry: () => {
      throw new Error('broken');
    },
  });
  const id = await world.enter({ accountId });
  await world.deadLetterOf(accountId);
  await world.stopServices();
  return id;
}
