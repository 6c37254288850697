import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { TerminalError } from '../src/index.ts';
import type { Behaviour } from './bank/bank-service.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
beforeEach(async () => {
  await world.start();
  await world.stopServices();
  await world.sql`truncate dead_letter, dead_letter_settled, redrive_job`;
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const group = z.object({
  reaction: z.string(),
  fingerprint: z.string(),
  cause: z.string(),
  letters: z.int(),
  messageNames: z.array(z.string()),
});
const job = z.object({
  id: z.uuid(),
  status: z.enum(['running', 'done', 'stopped', 'cancelled']),
  total: z.int(),
  step: z.int(),
  delivered: z.int(),
  failed: z.int(),
  note: z.string(),
  requestedBy: z.string(),
});
const asked = z.object({ letters: z.int(), job: job.nullable() });

const admin = async <Answer>(verb: string, params: object, schema: z.ZodType<Answer>) =>
  schema.parse(await world.ask(`admin.bank.dead-letters.${verb}`, params));
const groups = async (params = {}) =>
  (await admin('groups', params, z.object({ groups: z.array(group) }))).groups;
const redrive = async (params: object) => await admin('redrive', params, asked);
const jobs = async (params = {}) =>
  (await admin('jobs', params, z.object({ jobs: z.array(job) }))).jobs;

async function ended(id: string | undefined): Promise<z.infer<typeof job>> {
  return await eventually(
    async () => {
      const [one] = await jobs({ id });
      return one?.status !== 'running' && one;
    },
    { what: `redrive ${id} to end`, timeoutMs: 20_000 },
  );
}

/** Three bugs: what each does wrong to an entry, and to which. */
const CAUSES = ['ink', 'paper', 'stamp'] as const;
const broken = (...causes: readonly string[]): Behaviour => ({
  onEntry: (instruction, n) => {
    const [cause = '', account = ''] = instruction.split(' ');
    if (causes.includes(cause)) throw new TerminalError(`no ${cause} for "${account}" of ${n}`);
  },
});

/** Lets so many entries of each cause become dead letters; each has an account of its own. */
async function buryMany(name: string, each: number): Promise<readonly string[]> {
  await world.start(broken(...CAUSES));
  const accounts: string[] = [];
  for (const cause of CAUSES) {
    for (let at = 0; at < each; at++) {
      const accountId = `${name}-${cause}-${at}`;
      accounts.push(accountId);
      await world.enter({ accountId, n: at, instruction: `${cause} ${accountId}` });
    }
  }
  await eventually(async () => (await open()).length === accounts.length, {
    what: 'all letters',
    timeoutMs: 20_000,
  });
  await world.stopServices();
  return accounts;
}

const open = async () => (await world.deadLetters()).filter(({ status }) => status === 'open');

describe('dead letters', () => {
  it('are grouped by reaction and cause, the largest group first', async () => {
    await buryMany('grouped', 3);
    await world.start(broken('ink'));
    await world.enter({ accountId: 'one more', instruction: 'ink more' });
    await world.deadLetterOf('one more');
    const found = await groups();
    expect(found.map(({ letters }) => letters)).toEqual([4, 3, 3]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(found[0]).toMatchObject({
      reaction: 'tally-entry',
      messageNames: ['ledger.entry-made.v1'],
      cause: expect.stringMatching(
        /^terminal · TerminalError · no ink for "…" of # · at .*redrive\.int\.test\.ts/,
      ),
    });
    const listed = await world.ask('admin.bank.dead-letters.list', {
      group: found[0]?.fingerprint,
    });
    expect(listed).toMatchObject({ deadLetters: Array(4).fill({ reaction: 'tally-entry' }) });
  });

  it('are redriven by group, and others stay', async () => {
    await buryMany('by-group', 4);
    await world.start();
    const [ink] = (await groups()).filter(({ cause }) => cause.includes('no ink'));
    const { letters, job: begun } = await redrive({ group: ink?.fingerprint, by: 'ann' });
    expect(letters).toBe(4);
    expect(await ended(begun?.id)).toMatchObject({
      status: 'done',
      delivered: 4,
      failed: 0,
      requestedBy: 'ann',
    });
    expect(await open()).toHaveLength(8);
    const settled = await world.ask('admin.bank.dead-letters.list', { status: 'redriven' });
    expect(settled).toMatchObject({
      deadLetters: Array(4).fill({ status: 'redriven', settledBy: 'ann' }),
    });
    for (let at = 0; at < 4; at++) expect(await world.entriesOf(`by-group-ink-${at}`)).toBe(1);
  });

  it('are redriven along a ramp', async () => {
    const accounts = await buryMany('ramped', 20);
    await world.start();
    const { job: begun } = await redrive({ all: true, ramp: [1, 2, 5, 20] });
    // 1 + 2 + 5 + 20 + 20 + 12
    expect(await ended(begun?.id)).toMatchObject({ status: 'done', delivered: 60, step: 6 });
    for (const account of accounts) expect(await world.entriesOf(account)).toBe(1);
  });

  it('stop being redriven when too many of a step fail again, and stay open', async () => {
    await buryMany('stopped', 10);
    await world.start(broken(...CAUSES));
    const { job: begun } = await redrive({ all: true, ramp: true });
    expect(await ended(begun?.id)).toMatchObject({
      status: 'stopped',
      delivered: 0,
      failed: 1,
      note: 'step 1: 1 of 1 failed again, more than 20 %',
    });
    expect(await open()).toHaveLength(30);
    await world.stopServices();

    // one of the three is not mended: a third fails, which is above a fifth and below a half
    await world.start(broken('paper'));
    const strict = await redrive({ all: true, ramp: [30] });
    expect(await ended(strict.job?.id)).toMatchObject({ status: 'stopped', failed: 10 });
    const lenient = await redrive({ all: true, ramp: [30], stopAbove: 1 });
    expect(await ended(lenient.job?.id)).toMatchObject({
      status: 'done',
      failed: 10,
      delivered: 0,
    });
    expect(await open()).toHaveLength(10);
  });

  it('are counted without being touched by a dry run', async () => {
    await buryMany('dry', 2);
    await world.start();
    expect(await redrive({ all: true, dryRun: true })).toEqual({ letters: 6, job: null });
    expect(await jobs()).toEqual([]);
    expect(await open()).toHaveLength(6);
  });

  it('are redriven no faster than asked, until somebody cancels', async () => {
    await buryMany('slow', 10);
    await world.start();
    const began = performance.now();
    const slow = await redrive({ all: true, rate: 20 });
    expect(await ended(slow.job?.id)).toMatchObject({ delivered: 30 });
    expect(performance.now() - began).toBeGreaterThan(1_400);
    await world.stopServices();

    await buryMany('slower', 10);
    await world.start();
    const slower = await redrive({ all: true, rate: 1 });
    const id = slower.job?.id;
    const { job: cancelled } = await admin('cancel', { id, by: 'bob' }, z.object({ job }));
    expect(cancelled).toMatchObject({ status: 'cancelled', note: 'by bob' });
    await expect(admin('cancel', { id }, z.unknown())).rejects.toThrow('409');
    expect((await open()).length).toBeGreaterThan(20);
  });

  it('go on being redriven after a restart, by another process', async () => {
    const accounts = await buryMany('restarted', 10);
    await world.start();
    const { job: begun } = await redrive({ all: true, rate: 20, ramp: [5] });
    await eventually(async () => (await open()).length < 30, { what: 'the first to be delivered' });
    await world.stopServices();
    expect((await open()).length).toBeGreaterThan(0);
    await world.start();
    expect(await ended(begun?.id)).toMatchObject({ status: 'done', delivered: 30, failed: 0 });
    for (const account of accounts) expect(await world.entriesOf(account)).toBe(1);
  });

  it('are taken over from a process that died in the midst of a step', async () => {
    const accounts = await buryMany('died', 2);
    await world.start();
    // what such a process leaves: its lease has run out, and letters that it had in hand
    const id = uuidv7();
    await world.sql`
      insert into redrive_job (id, selection, total, ramp, stop_above, requested_by, owner, leased_until, step)
      values (${id}, '{"all": true}', 6, '{4}', 0.2, 'ann', ${uuidv7()}, now() - interval '1 second', 1)`;
    await world.sql`
      update dead_letter set redrive_job = ${id}, redriving_until = now() - interval '1 second' where key like 'died-ink%'`;
    expect(await ended(id)).toMatchObject({ status: 'done', delivered: 6 });
    for (const account of accounts) expect(await world.entriesOf(account)).toBe(1);
  });

  it('are waited for when a step has delivered them and could not record it', async () => {
    const accounts = await buryMany('unrecorded', 1);
    await world.start();
    const id = uuidv7();
    await world.sql.begin(async (sql) => {
      await sql`
        insert into redrive_job (id, selection, total, ramp, stop_above, requested_by, owner, leased_until, step)
        values (${id}, '{"all": true}', 3, '{4}', 0.2, 'ann', ${uuidv7()}, now() - interval '1 second', 1)`;
      await sql`
        update dead_letter set redrive_job = ${id}, redriving_until = now() + interval '2 seconds' where key like 'unrecorded-ink%'`;
    });
    expect(await ended(id)).toMatchObject({ status: 'done', delivered: 3 });
    for (const account of accounts) expect(await world.entriesOf(account)).toBe(1);
  });

  it('are settled when their messages came by themselves once more and were handled', async () => {
    await buryMany('again', 1);
    await world.sql`
      insert into inbox (event_id, reaction) select message_id::uuid, reaction from dead_letter where key = 'again-ink-0'`;
    await world.start();
    await eventually(async () => (await open()).length === 2, { what: 'one to be settled' });
    const { status } = await world.deadLetterOf('again-ink-0');
    expect(status).toBe('redriven');
  });

  it('of a reaction that this version does not have are not redriven', async () => {
    await buryMany('unknown', 1);
    await world.sql`update dead_letter set reaction = 'gone'`;
    await world.start();
    await expect(redrive({ all: true })).rejects.toThrow('no reaction named gone');
    await expect(redrive({})).rejects.toThrow('400');
  });
});

describe('a dead letter', () => {
  const shown = z.object({
    deadLetter: z.looseObject({
      status: z.string(),
      body: z.object({ bytes: z.int(), data: z.unknown().optional() }).optional(),
      edits: z.array(z.looseObject({ by: z.string(), why: z.string() })),
    }),
  });
  const show = async (id: string, payload = false) =>
    (await admin('show', { id, payload }, shown)).deadLetter;
  const garble = async (accountId: string, body: string) => {
    const headers = Object.entries({ 'ce-id': uuidv7(), 'ce-subject': accountId });
    await world.publishRaw('evt.00.ledger.entry-made', body, headers);
    return await world.deadLetterOf(accountId);
  };

  it('shows its body only when asked, and what nobody knows in it masked', async () => {
    await world.start();
    const { id } = await garble('shown', '{"accountId":"shown","n":"one","iban":"DE02"}');
    expect(JSON.stringify(await show(id))).not.toContain('"one"');
    expect((await show(id, true)).body).toEqual({
      bytes: 45,
      data: { accountId: 'shown', n: 'one', iban: '***' },
    });
    await expect(show(uuidv7())).rejects.toThrow('404');
  });

  it('is edited and redriven under its own id, and what came is kept beside it', async () => {
    await world.start();
    const { id, messageId } = await garble('edited', '{"accountId":"edited","n":"one"}');
    const edit = { id, patch: { n: 1 }, why: 'a number, the sender says', by: 'ann' };
    await admin('edit', edit, shown);
    await redrive({ id });
    await world.tallied('edited', 1);
    const [seen] = await world.sql`select from inbox where event_id = ${messageId}`;
    expect(seen).toBeDefined();
    const letter = await eventually(
      async () => {
        const one = await show(id, true);
        return one.status === 'redriven' && one;
      },
      { what: 'the letter to be settled' },
    );
    expect(letter.body?.data).toEqual({ accountId: 'edited', n: 'one' });
    expect(letter.edits).toMatchObject([
      {
        by: 'ann',
        why: 'a number, the sender says',
        body: { data: { accountId: 'edited', n: 1 } },
      },
    ]);
  });

  it('is a letter of the same cause still when the edited body fails too', async () => {
    await world.start(broken('ink'));
    const { id } = await garble('edited-badly', '[]');
    const body = { accountId: 'edited-badly', n: 1, instruction: 'ink x' };
    await admin('edit', { id, body, why: 'perhaps' }, shown);
    const { job: begun } = await redrive({ id });
    expect(await ended(begun?.id)).toMatchObject({ failed: 1 });
    expect(await open()).toMatchObject([{ id, reason: 'terminal', attempts: 2 }]);
  });

  it('takes no body that breaks the contract, or that is another message', async () => {
    await world.start(broken('ink'));
    const { id } = await garble('refused', '{}');
    const edit = (params: object) => admin('edit', { why: 'x', ...params }, shown);
    await expect(edit({ id, body: { accountId: 'refused' } })).rejects.toThrow('400');
    await expect(edit({ id })).rejects.toThrow('400');
    await expect(edit({ id, body: {}, patch: {} })).rejects.toThrow('400');
    await world.enter({ accountId: 'other', instruction: 'ink x' });
    const { id: readable } = await world.deadLetterOf('other');
    const patch = { accountId: 'somebody else' };
    await expect(edit({ id: readable, patch })).rejects.toThrow('409');
    expect((await show(readable)).edits).toEqual([]);
  });

  it('is discarded for a reason, stays readable, and has no effect when it comes again', async () => {
    await world.start(broken('ink'));
    const id = uuidv7();
    await world.enter({ accountId: 'discarded', instruction: 'ink x' }, { id });
    const letter = await world.deadLetterOf('discarded');
    const discard = (params: object) =>
      admin('discard', params, z.object({ discarded: z.int(), letters: z.int() }));
    await expect(discard({ id: letter.id })).rejects.toThrow('400');
    const dry = { id: letter.id, why: 'a test', dryRun: true };
    expect(await discard(dry)).toEqual({ discarded: 0, letters: 1 });
    const done = await discard({ id: letter.id, why: 'nobody wants it', by: 'ann' });
    expect(done.discarded).toBe(1);
    expect(await show(letter.id)).toMatchObject({
      status: 'discarded',
      settledBy: 'ann',
      settledReason: 'nobody wants it',
    });
    await world.stopServices();
    await world.start();
    await world.enter({ accountId: 'discarded' }, { id, isDeduplicated: false });
    await world.enter({ accountId: 'discarded' });
    await world.tallied('discarded', 1);
    await expect(discard({ id: letter.id, why: 'again' })).resolves.toMatchObject({ discarded: 0 });
    const edit = { id: letter.id, body: {}, why: 'too late' };
    await expect(admin('edit', edit, shown)).rejects.toThrow('409');
  });

  it('is no discarded one when its message was handled meanwhile, or is being redriven', async () => {
    await world.start(broken('ink'));
    const id = uuidv7();
    await world.enter({ accountId: 'handled', instruction: 'ink x' }, { id });
    const letter = await world.deadLetterOf('handled');
    const discard = () =>
      world.ask('admin.bank.dead-letters.discard', { id: letter.id, why: 'by hand' });
    await world.sql`
      update dead_letter set redriving_until = now() + interval '1 minute' where id = ${letter.id}`;
    await expect(discard()).rejects.toThrow('is being redriven');
    const edit = { id: letter.id, patch: { accountId: 'handled' }, why: 'too late' };
    await expect(admin('edit', edit, shown)).rejects.toThrow('is being redriven');
    await world.sql`update dead_letter set redriving_until = null where id = ${letter.id}`;
    await world.sql`insert into inbox (event_id, reaction) values (${id}, ${letter.reaction})`;
    expect(await discard()).toMatchObject({ discarded: 0 });
    expect(await show(letter.id)).toMatchObject({
      status: 'redriven',
      settledReason: '',
      settledBy: 'delivered again',
    });
  });

  it('is refused under its id when it is a command that was discarded, delivered anew or sent again', async () => {
    await world.sql`alter table account add constraint cursed check (id not like 'cursed%')`;
    await world.start();
    const deposit = (amount: number) => ({ depositId: 'by-hand', accountId: 'cursed', amount });
    await world.publishRaw('cmd.bank.deposit', JSON.stringify(deposit(100)));
    const { id } = await world.deadLetterOf('cursed');
    await world.ask('admin.bank.dead-letters.discard', { id, why: 'done by hand' });
    await world.sql`alter table account drop constraint cursed`;
    await world.manager.consumers.delete('COMMANDS', 'bank-commands');
    for (const amount of [100, 200]) {
      expect(await world.deposit(deposit(amount))).toMatchObject({
        status: 'rejected',
        commandId: 'by-hand',
        reasons: [{ code: 'discarded_command' }],
      });
    }
    expect(await world.balanceOf('cursed')).toBeUndefined();
  });
});
