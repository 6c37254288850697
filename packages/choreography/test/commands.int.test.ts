import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { depositRejected, moneyDeposited } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const rejectionsOf = async (commandId: string) =>
  (await world.stored(depositRejected)).filter((each) => each.commandId === commandId);

describe('a command', () => {
  it('is told its outcome, and its effect is there by then', async () => {
    await world.start();
    const outcome = await world.deposit({ depositId: 'd-1', accountId: 'plain', amount: 5 });
    expect(outcome).toEqual({ status: 'accepted', commandId: 'd-1', id: 'plain' });
    expect(await world.balanceOf('plain')).toBe(5);
  });

  it('needs no header at all', async () => {
    await world.start();
    await world.publishRaw(
      'cmd.bank.deposit',
      '{"depositId":"bare","accountId":"bare","amount":7}',
    );
    await eventually(async () => (await world.balanceOf('bare')) === 7, { what: 'the deposit' });
  });

  it('has one effect and one outcome, however often and to however many instances it is sent', async () => {
    await Promise.all([world.start(), world.start()]);
    const sent = { depositId: 'again', accountId: 'again', amount: 3 };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => world.deposit(sent)));
    const other = await world.command(
      'cmd.bank.deposit',
      '{ "amount": 3,\n "accountId": "again", "depositId": "again" }',
    );
    expect(new Set([...outcomes, other].map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await world.balanceOf('again')).toBe(3);
    await world.relayed();
    const deposited = await world.stored(moneyDeposited);
    expect(deposited.filter(({ depositId }) => depositId === 'again')).toHaveLength(1);
  });

  it('is refused when its id was used with another body, and the first one stays', async () => {
    await world.start();
    await world.deposit({ depositId: 'used', accountId: 'used', amount: 3 });
    const outcome = await world.deposit({ depositId: 'used', accountId: 'used', amount: 4 });
    expect(outcome).toMatchObject({ status: 'rejected', reasons: [{ code: 'id_reused' }] });
    expect(await world.balanceOf('used')).toBe(3);
    expect(await rejectionsOf('used')).toEqual([]);
  });

  it('has an id of its own for each end user', async () => {
    await world.start();
    const body = (amount: number) =>
      JSON.stringify({ depositId: 'common', accountId: 'common', amount });
    const first = await world.command('user.u-1.cmd.bank.deposit', body(1));
    const second = await world.command('user.u-2.cmd.bank.deposit', body(2));
    const third = await world.command('cmd.bank.deposit', body(4));
    expect([first.status, second.status, third.status]).toEqual(Array(3).fill('accepted'));
    expect(await world.balanceOf('common')).toBe(7);
  });

  it('of the staff is refused when an end user sends it', async () => {
    await world.start();
    const body = JSON.stringify({ freezeId: 'f-1', accountId: 'plain' });
    expect(await world.command('user.u-1.cmd.bank.freeze', body)).toMatchObject({
      status: 'rejected',
      reasons: [{ code: 'not_allowed' }],
    });
    expect(await world.command('cmd.bank.freeze', body)).toMatchObject({ status: 'accepted' });
  });

  it('that the bank rejects has its reasons told and published', async () => {
    await world.start();
    await world.deposit({ depositId: 'before', accountId: 'cold', amount: 1 });
    await world.command('cmd.bank.freeze', '{"freezeId":"f-2","accountId":"cold"}');
    const outcome = await world.deposit({ depositId: 'after', accountId: 'cold', amount: 1 });
    expect(outcome).toMatchObject({ status: 'rejected', reasons: [{ code: 'frozen' }] });
    await world.relayed();
    expect(await rejectionsOf('after')).toMatchObject([
      { command: 'bank.deposit.v1', subjectId: 'cold', reasons: [{ code: 'frozen' }] },
    ]);
  });

  it('answers no subject that a sender makes up', async () => {
    await world.start();
    const heard: string[] = [];
    const spy = world.nats.subscribe('admin.elsewhere', {
      callback: (_, message) => {
        heard.push(message.subject);
      },
    });
    await world.publishRaw('cmd.bank.deposit', '{"depositId":"sly","accountId":"sly","amount":1}', [
      ['murmuration-reply-to', 'admin.elsewhere'],
    ]);
    await world.deposit({ depositId: 'sly-2', accountId: 'sly', amount: 1 });
    spy.unsubscribe();
    expect(heard).toEqual([]);
  });
});

describe('headers that an end user has made up', () => {
  const nul = 'a\0b';
  const long = 'x'.repeat(30_000);

  it.each([
    ['NUL', nul],
    ['far too many characters', long],
  ])('with %s in them keep no command from its outcome', async (_, text) => {
    await world.start();
    const id = `odd-${text.length}`;
    const body = JSON.stringify({ depositId: id, accountId: 'odd', amount: 1 });
    const given = { 'ce-correlationid': text, 'ce-causationid': text };
    const outcome = await world.command('user.u-1.cmd.bank.deposit', body, given);
    expect(outcome).toEqual({ status: 'accepted', commandId: id, id: 'odd' });
    const refused = await world.command('user.u-1.cmd.bank.deposit', '{', { 'ce-id': text });
    expect(refused).toMatchObject({ status: 'rejected', reasons: [{ code: 'malformed_json' }] });
    const [{ longest } = { longest: 0 }] = await world.sql<{ longest: number }[]>`
      select max(length(key) + length(correlation_id) + length(causation_id)) as longest from outbox`;
    expect(longest).toBeLessThan(1_000);
  });

  it('that no client could have written keep no command from being told to be wrong', async () => {
    await world.start();
    const inbox = '_INBOX.u-1.raw';
    const told = world.nats.subscribe(inbox, { max: 1, timeout: 10_000 });
    await world.nats.flush();
    await world.publishBytes(
      'user.u-1.cmd.bank.deposit',
      `NATS/1.0\r\nmurmuration-reply-to: ${inbox}\r\nx: a\nb\r\n: no name\r\nno value\r\n\r\n`,
      '{',
    );
    for await (const message of told) {
      expect(message.json()).toMatchObject({ reasons: [{ code: 'malformed_json' }] });
    }
  });
});

describe('a command that cannot be read', () => {
  it.each([
    ['malformed_json', '{"depositId":', {}],
    ['too_large', JSON.stringify({ depositId: 'big', note: 'x'.repeat(3_000) }), {}],
    ['unknown_version', '{"depositId":"v9"}', { 'ce-type': 'bank.deposit.v9' }],
    ['unknown_type', '{"depositId":"odd"}', { 'ce-type': 'bank.withdraw.v1' }],
    ['invalid_type', '{"depositId":"wrong","accountId":7,"amount":1}', {}],
  ])('because of %s is rejected, told, and kept as one dead letter', async (code, body, given) => {
    await world.start();
    const before = new Set((await world.deadLetters()).map(({ id }) => id));
    const outcome = await world.command('cmd.bank.deposit', body, given);
    expect(outcome).toMatchObject({ status: 'rejected', reasons: [{ code }] });

    const letters = (await world.deadLetters()).filter(({ id }) => !before.has(id));
    expect(letters).toMatchObject([{ reaction: 'deposit', reason: 'unreadable', attempts: 1 }]);
    await world.relayed();
    const rejections = await rejectionsOf(outcome.commandId);
    expect(rejections).toMatchObject([{ command: 'bank.deposit.v1', reasons: [{ code }] }]);
  });

  it('is let go when it was discarded and is delivered anew', async () => {
    await world.start();
    const before = (await world.deadLetters()).length;
    expect((await world.command('cmd.bank.deposit', 'given up')).status).toBe('rejected');
    const letters = await world.deadLetters();
    const id = letters.find(
      ({ status, reason }) => status === 'open' && reason === 'unreadable',
    )?.id;
    await world.ask('admin.bank.dead-letters.discard', { reaction: 'deposit', why: 'garbled' });
    expect(id).toBeDefined();
    await world.manager.consumers.delete('COMMANDS', 'bank-commands');
    await world.deposit({ depositId: 'behind', accountId: 'behind', amount: 1 });
    const after = await world.deadLetters();
    expect(after).toHaveLength(before + 1);
    expect(after.filter(({ status }) => status === 'open')).toEqual([]);
  });

  it('is rejected and told once, and not kept, when an end user has sent it', async () => {
    await world.start();
    const before = (await world.deadLetters()).length;
    const wrong = '{"depositId":"theirs","accountId":7,"amount":1}';
    const subject = 'user.u-7.cmd.bank.deposit';
    const outcomes = await Promise.all([
      world.command(subject, wrong),
      world.command(subject, '{"depositId":'),
      world.command(subject, '{"depositId":"fine","accountId":"theirs","amount":2}'),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', commandId: 'theirs', reasons: [{ field: 'accountId' }] },
      { status: 'rejected', reasons: [{ code: 'malformed_json' }] },
      { status: 'accepted', commandId: 'fine' },
    ]);
    // its id is not used up
    const right = await world.command(subject, wrong.replace('7', '"theirs"'));
    expect(right).toMatchObject({ status: 'accepted', commandId: 'theirs' });
    await world.relayed();
    expect(await rejectionsOf('theirs')).toHaveLength(1);
    expect(await world.deadLetters()).toHaveLength(before);
  });

  it('spoils no other of its batch', async () => {
    await world.start();
    const [bad, good] = await Promise.all([
      world.command('cmd.bank.deposit', 'nonsense'),
      world.deposit({ depositId: 'neighbour', accountId: 'neighbour', amount: 1 }),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'accepted']);
  });
});

describe('a command that breaks a rule of the database', () => {
  it('is a dead letter of its sender’s: another may have chosen the same id', async () => {
    await world.sql`alter table account add constraint cursed check (id not like 'cursed%')`;
    await world.start();
    for (const person of ['ada', 'ben']) {
      const body = JSON.stringify({ depositId: 'my-1', accountId: `cursed ${person}`, amount: 1 });
      await world.publishRaw(`user.${person}.cmd.bank.deposit`, body);
    }
    const letters = ['ada', 'ben'].map((person) => world.deadLetterOf(`cursed ${person}`));
    expect(await Promise.all(letters)).toMatchObject([
      { messageId: 'ada/my-1', attempts: 3 },
      { messageId: 'ben/my-1', attempts: 3 },
    ]);
    await world.sql`alter table account drop constraint cursed`;
    await world.ask('admin.bank.dead-letters.redrive', { reaction: 'deposit' });
    for (const person of ['ada', 'ben']) {
      await eventually(async () => (await world.balanceOf(`cursed ${person}`)) === 1, {
        what: `the deposit of ${person}`,
      });
    }
  });

  it('becomes a dead letter that can be delivered again once that is mended', async () => {
    await world.start();
    await world.publishRaw(
      'cmd.bank.deposit',
      '{"depositId":"minus","accountId":"minus","amount":-5}',
    );
    const letter = await world.deadLetterOf('minus');
    expect(letter).toMatchObject({ reaction: 'deposit', reason: 'exhausted', attempts: 3 });

    await world.deposit({ depositId: 'plus', accountId: 'minus', amount: 20 });
    await world.ask('admin.bank.dead-letters.redrive', { id: letter.id });
    await eventually(async () => (await world.balanceOf('minus')) === 15, {
      what: 'the effect of the redriven command',
    });
  });
});
