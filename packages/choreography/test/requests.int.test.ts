import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type Msg } from '@nats-io/transport-node';
import { eventually, useLeakChecks } from '@murmuration/testkit';
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

const OPEN = 'req.bank.open-account';

interface Answer {
  /** 200 when the service names no error. */
  readonly status: number;
  readonly message: string;
  readonly body: unknown;
}

function read(message: Msg): Answer {
  const code = message.headers?.get('Nats-Service-Error-Code') ?? '';
  return {
    status: code === '' ? 200 : Number(code),
    message: message.headers?.get('Nats-Service-Error') ?? '',
    body: message.json(),
  };
}

async function ask(
  subject: string,
  body: unknown,
  given: Record<string, string> = {},
  patienceMs = 5_000,
): Promise<Answer> {
  const h = headers();
  for (const [name, value] of Object.entries(given)) h.set(name, value);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return read(await world.nats.request(subject, text, { timeout: patienceMs, headers: h }));
}

const as = (userId: string, roles = 'customer'): Record<string, string> => ({
  'Reader-Id': userId,
  'Reader-Roles': roles,
});
const anonymous = { 'Reader-Roles': 'anonymous' };
const opening = (instruction = ''): object => ({
  secret: 'canary-7319',
  amount: 5,
  instruction,
});
const depositsOf = async (accountId: string): Promise<number> => {
  await world.relayed();
  return (await world.stored(moneyDeposited)).filter((each) => each.accountId === accountId).length;
};

describe('a request', () => {
  it('writes and publishes in one transaction, and answers', async () => {
    await world.start();
    expect(await ask(OPEN, opening(), as('ann'))).toMatchObject({
      status: 200,
      body: { accountId: 'ann' },
    });
    expect(await world.balanceOf('ann')).toBe(5);
    expect(await depositsOf('ann')).toBe(1);
  });

  it('that is refused in its transaction leaves nothing behind', async () => {
    await world.start();
    expect(await ask(OPEN, opening('refuse'), as('bea'))).toMatchObject({
      status: 409,
      message: 'not today',
    });
    expect(await world.balanceOf('bea')).toBeUndefined();
    expect(await depositsOf('bea')).toBe(0);
  });

  it('that is put off is told for how long', async () => {
    await world.start();
    const h = headers();
    for (const [name, value] of Object.entries(as('bob'))) h.set(name, value);
    const body = JSON.stringify(opening('put off'));
    const answer = await world.nats.request(OPEN, body, { timeout: 5_000, headers: h });
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('429');
    expect(answer.headers?.get('Retry-After')).toBe('2');
  });

  it('is not half done when a statement failed and nobody cared', async () => {
    await world.start();
    expect(await ask(OPEN, opening('swallow a failure'), as('cleo'))).toMatchObject({
      status: 500,
    });
    expect(await world.balanceOf('cleo')).toBeUndefined();
    expect(await depositsOf('cleo')).toBe(0);
  });

  it('that lost a race is tried again, with one effect', async () => {
    await world.start();
    expect(await ask(OPEN, opening('lose a race'), as('dora'))).toMatchObject({ status: 200 });
    expect(await world.balanceOf('dora')).toBe(5);
    expect(await depositsOf('dora')).toBe(1);
  });

  it('is told which rule of the database it would break', async () => {
    await world.start();
    await ask(OPEN, opening(), as('eve'));
    expect(await ask(OPEN, opening(), as('eve'))).toMatchObject({
      status: 409,
      body: { problems: [{ field: '$', code: 'exists' }] },
    });
    expect(await depositsOf('eve')).toBe(1);
  });

  it('many at once wait for each other and all are fulfilled', async () => {
    await world.start();
    const people = Array.from({ length: 40 }, (_, at) => `many-${at}`);
    const answers = await Promise.all(people.map((person) => ask(OPEN, opening(), as(person))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [row] = await world.sql`select count(*) from account where id like 'many-%'`;
    expect(row).toEqual({ count: 40 });
  });

  it('whose session is killed fails as unavailable, and the next one has a new session', async () => {
    let kill = true;
    await world.start({
      onTry: async () => {
        if (!kill) return;
        kill = false;
        await world.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'bank requests %'`;
        // the work goes on regardless: what it still sends must reach no other session
        await new Promise(setImmediate);
      },
    });
    expect(await ask(OPEN, opening(), as('fay'))).toMatchObject({ status: 503 });
    expect(await world.balanceOf('fay')).toBeUndefined();
    expect(await ask(OPEN, opening(), as('fay'))).toMatchObject({ status: 200 });
    expect(await depositsOf('fay')).toBe(1);
  });
});

describe('who sends a request', () => {
  it('is told by the edge, with the address', async () => {
    await world.start();
    const given = { ...as('gus'), 'Client-Address': '192.0.2.7' };
    expect(await ask(OPEN, opening('say where from'), given)).toMatchObject({
      body: { accountId: 'gus', from: '192.0.2.7' },
    });
  });

  it('is the person of the subject, whatever the headers say', async () => {
    await world.start();
    const inbox = '_INBOX.hal.1';
    const replies = world.nats.subscribe(inbox, { max: 1, timeout: 5_000 });
    const h = headers();
    for (const [name, value] of Object.entries(as('boss', 'operator'))) h.set(name, value);
    h.set('Client-Address', '192.0.2.7');
    const body = JSON.stringify(opening('say where from'));
    world.nats.publish('user.hal.req.bank.open-account', body, { reply: inbox, headers: h });
    for await (const message of replies) {
      expect(read(message).body).toEqual({ accountId: 'hal', from: 'nowhere' });
    }
  });

  it('gets the answer of a request over NATS in the own inbox only', async () => {
    await world.start();
    const heard: string[] = [];
    const spies = ['admin.elsewhere', '_INBOX.other.1'].map((subject) =>
      world.nats.subscribe(subject, {
        callback: (_, message) => {
          heard.push(message.subject);
        },
      }),
    );
    const body = JSON.stringify(opening());
    for (const reply of ['admin.elsewhere', '_INBOX.other.1']) {
      world.nats.publish('user.ida.req.bank.open-account', body, { reply });
    }
    await eventually(async () => (await world.balanceOf('ida')) === 5, { what: 'the account' });
    await ask('qry.bank.get-account', { accountId: 'ida' });
    for (const spy of spies) spy.unsubscribe();
    expect(heard).toEqual([]);
  });

  it('is nobody who has JetStream hand a stored message to the subject', async () => {
    await world.start();
    const stored = headers();
    for (const [name, value] of Object.entries(as('kim'))) stored.set(name, value);
    const body = JSON.stringify(opening());
    await jetstream(world.nats).publish('evt.00.bank.forged', body, { headers: stored });
    const { consumers } = await jetstreamManager(world.nats);
    const filter_subject = 'evt.00.bank.forged';
    await consumers.add('EVENTS', { durable_name: 'forger', ack_policy: 'none', filter_subject });
    const heard = Promise.withResolvers<string>();
    const spy = world.nats.subscribe(OPEN, {
      max: 1,
      callback: (_, message) => heard.resolve(message.subject),
    });
    world.nats.publish('$JS.API.CONSUMER.MSG.NEXT.EVENTS.forger', '', { reply: OPEN });
    expect(await heard.promise).toBe(filter_subject);
    spy.unsubscribe();
    expect(await ask(OPEN, opening(), as('lea'))).toMatchObject({ status: 200 });
    expect(await world.balanceOf('kim')).toBeUndefined();
  });

  it.each([
    ['nobody who has not signed in', OPEN, anonymous, 401],
    ['no trusted sender where a person is meant', OPEN, {}, 401],
    ['no person where a service is meant', 'req.bank.close-day', as('joe', 'operator'), 403],
    ['no customer where an operator is meant', 'qry.bank.count-accounts', as('joe'), 403],
    ['nobody who has not signed in, on a query', 'qry.bank.count-accounts', anonymous, 401],
    ['no id that is none', OPEN, as('joe.smith'), 400],
    // not even as a program that the broker trusts
    ['no id that is empty', OPEN, as(''), 400],
  ])('may be %s', async (_, subject, given, status) => {
    await world.start();
    expect(await ask(subject, opening(), given)).toMatchObject({ status });
  });

  it('may be an operator, or whom the broker trusts', async () => {
    await world.start();
    const counts = await Promise.all(
      [as('kim', 'customer,operator'), {}].map((who) => ask('qry.bank.count-accounts', {}, who)),
    );
    expect(counts.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('a request that is not right', () => {
  it.each([
    ['is no JSON', '{"secret":"canary-7319', 400],
    ['breaks its contract', { secret: 7 }, 400],
    ['is too large', { secret: 'x'.repeat(2_000) }, 413],
  ])('because it %s is refused', async (_, body, status) => {
    await world.start();
    const answer = await ask(OPEN, body, as('lea'));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer)).not.toContain('canary-7319');
  });

  it('names the wrong fields', async () => {
    await world.start();
    expect(await ask(OPEN, { secret: 7 }, as('lea'))).toMatchObject({
      body: { problems: [{ field: 'secret', code: 'invalid_type' }] },
    });
  });
});

describe('a deadline', () => {
  it('that has passed drops the request', async () => {
    await world.start();
    const late = { ...as('mia'), 'Time-Left': '0' };
    expect(await ask(OPEN, opening(), late)).toMatchObject({ status: 408 });
    expect(await world.balanceOf('mia')).toBeUndefined();
  });

  it('ends the statements of an answer', async () => {
    await world.start();
    const soon = { ...as('mia'), 'Time-Left': '300' };
    expect(await ask('qry.bank.describe-reader', { seconds: 20 }, soon)).toMatchObject({
      status: 408,
    });
  });

  it('that is no time is refused', async () => {
    await world.start();
    const given = { ...as('mia'), 'Time-Left': 'a while' };
    expect(await ask(OPEN, opening(), given)).toMatchObject({ status: 400 });
  });
});

describe('an answer', () => {
  it('tells the database who reads', async () => {
    await world.start();
    const own = await ask('qry.bank.describe-reader', {}, as('noa'));
    const staff = await ask('qry.bank.describe-reader', {}, as('noa', 'operator'));
    expect([own.body, staff.body]).toEqual([{ reader: 'noa' }, { reader: '*' }]);
  });

  it('cannot write', async () => {
    await world.start();
    await ask(OPEN, opening(), as('noa'));
    expect(await ask('qry.bank.describe-reader', { write: true }, as('noa'))).toMatchObject({
      status: 503,
    });
    expect(await world.balanceOf('noa')).toBe(5);
  });

  it('of what belongs to another is that of what does not exist', async () => {
    await world.start();
    await ask(OPEN, opening(), as('pam'));
    const statement = async (who: Record<string, string>, accountId: string): Promise<unknown> =>
      (await ask('qry.bank.get-statement', { accountId }, who)).body;
    const pams = { accountId: 'pam', balance: 5 };
    expect(await statement(as('pam'), 'pam')).toEqual(pams);
    expect(await statement(as('quinn'), 'pam')).toBeNull();
    expect(await statement(as('quinn'), 'nobody')).toBeNull();
    expect(await statement(as('quinn', 'operator'), 'pam')).toEqual(pams);
    expect(await statement({}, 'pam')).toEqual(pams);
  });
});

describe('a service that asks another', () => {
  it('gets its answer', async () => {
    await world.start();
    await ask(OPEN, opening(), as('rob'));
    expect(await ask('req.bank.close-day', { day: 'rob' })).toMatchObject({ body: { balance: 5 } });
  });

  it('passes on why it was refused', async () => {
    await world.start();
    expect(await ask('req.bank.close-day', { day: 'x'.repeat(65) })).toMatchObject({
      status: 400,
      body: { problems: [{ field: 'accountId' }] },
    });
  });
});

describe('another service', () => {
  const close = (given = {}) => ask('req.bank.close-day', { day: 'rate of today' }, given);

  /** Answers for the other service while `work` goes on; tells what it was asked. */
  async function answering(answer: string | undefined, work: () => Promise<void>): Promise<Msg[]> {
    const asked: Msg[] = [];
    const service = world.nats.subscribe('qry.rates.get', {
      callback: (_, message) => {
        asked.push(message);
        if (answer !== undefined) message.respond(answer);
      },
    });
    await world.nats.flush();
    await work();
    service.unsubscribe();
    return asked;
  }

  it('that is away makes a request unavailable', async () => {
    await world.start();
    expect(await close()).toMatchObject({ status: 503, message: expect.stringContaining('rates') });
  });

  it('that is late is given no more time than the request has', async () => {
    await world.start();
    await answering(undefined, async () => {
      const answer = await close({ 'Time-Left': '300' });
      expect([408, 504]).toContain(answer.status);
    });
  });

  it('that answers against its contract is not believed', async () => {
    await world.start();
    for (const nonsense of ['{"rate":"high"}', 'nonsense']) {
      await answering(nonsense, async () => {
        expect(await close()).toMatchObject({ status: 502 });
      });
    }
  });

  it('is asked as by a service, with the trace of the request and what is left of its time', async () => {
    await world.start();
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const [question] = await answering('{"rate":3}', async () => {
      const given = { 'Time-Left': '4000', traceparent: `00-${trace}-b7ad6b7169203331-01` };
      expect(await close(given)).toMatchObject({ body: { balance: 3 } });
    });
    expect(question?.json()).toEqual({ day: 'rate of today' });
    expect(question?.headers?.has('Reader-Id')).toBe(false);
    expect(question?.headers?.get('traceparent')).toContain(trace);
    const left = Number(question?.headers?.get('Time-Left'));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(4_000);
  });

  it('is told no moment in time, and one that is told is not believed: clocks differ', async () => {
    await world.start();
    const [question] = await answering('{"rate":3}', async () => {
      // as an asker says it that does not know of `Time-Left` yet, with a clock that is behind
      const given = { Deadline: String(Date.now() - 3_600_000) };
      expect(await close(given)).toMatchObject({ body: { balance: 3 } });
    });
    expect(question?.headers?.has('Deadline')).toBe(false);
  });
});

describe('a flood', () => {
  it('is answered as far as there is room, and the rest is told to come again', async () => {
    const goOn = Promise.withResolvers<void>();
    await world.start({ onTry: () => goOn.promise });
    // a thousand transactions take their time on a machine that is busy
    const all = Array.from({ length: 1_010 }, (_, at) =>
      ask(OPEN, opening(), as(`flood-${at}`), 25_000),
    );
    const refused = Promise.withResolvers<void>();
    let left = 10;
    const statuses = all.map(async (answer) => {
      const { status } = await answer;
      if (status === 503 && --left === 0) refused.resolve();
      return status;
    });
    await refused.promise;
    goOn.resolve();
    const counts = Map.groupBy(await Promise.all(statuses), (status) => status);
    expect([counts.get(200)?.length, counts.get(503)?.length]).toEqual([1_000, 10]);
  });
});

describe('a stop', () => {
  it('answers what is under way', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const service = await world.start({
      onTry: async () => {
        begun.resolve();
        await goOn.promise;
      },
    });
    const answering = ask(OPEN, opening(), as('sue'));
    await begun.promise;
    const stopping = service.stop();
    goOn.resolve();
    expect(await answering).toMatchObject({ status: 200 });
    await stopping;
    expect(await world.unsettled()).toBe(0);
  });
});
