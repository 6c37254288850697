import { useLeakChecks } from '@murmuration/testkit';
import { jetstream } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const RUNNING_OUT = { max_deliver: 1 };

const lettersOf = async (key: string) =>
  (await world.deadLetters()).filter((letter) => letter.key === key);

it('makes a dead letter of an event whose deliveries have run out, once, and redrives it', async () => {
  let isBroken = true;
  const behaviour = {
    onEntry: (instruction: string) => {
      if (isBroken && instruction === 'fail') throw new Error('no good');
    },
  };
  await world.start(behaviour);
  await world.manager.consumers.update('EVENTS', 'bank', RUNNING_OUT);
  await world.enter({ accountId: 'exhausted', instruction: 'fail' });
  const letter = await world.deadLetterOf('exhausted');
  expect(letter).toMatchObject({ reaction: 'tally-entry', reason: 'abandoned', attempts: 1 });

  isBroken = false;
  await world.ask('admin.bank.dead-letters.redrive', { id: letter.id });
  await world.tallied('exhausted', 1);
  expect(await lettersOf('exhausted')).toHaveLength(1);
});

it('makes one of a call, and of a command, whose deliveries have run out', async () => {
  await world.start({
    transfer: async () => {
      throw new Error('no good');
    },
  });
  await world.manager.consumers.update('EVENTS', 'bank-make-transfer', RUNNING_OUT);
  await world.enter({ accountId: 'giver', instruction: 'transfer t-1' });
  expect(await world.deadLetterOf('t-1')).toMatchObject({
    reaction: 'make-transfer',
    reason: 'abandoned',
  });

  // whoever holds the row keeps the command from being decided in time
  await world.deposit({ depositId: 'd-0', accountId: 'locked', amount: 1 });
  await world.manager.consumers.update('COMMANDS', 'bank-commands', {
    ...RUNNING_OUT,
    ack_wait: 1_000_000_000,
  });
  await world.sql.begin(async (tx) => {
    await tx`select from account where id = 'locked' for update`;
    const body = JSON.stringify({ depositId: 'd-1', accountId: 'locked', amount: 1 });
    await jetstream(world.nats).publish('cmd.bank.deposit', body);
    expect(await world.deadLetterOf('locked')).toMatchObject({
      reaction: 'deposit',
      reason: 'abandoned',
      messageId: 'd-1',
    });
  });
});

it('makes one of an event that was terminated by hand', async () => {
  await world.start();
  await world.stopServices();
  await world.enter({ accountId: 'terminated' });
  const consumer = await jetstream(world.nats).consumers.get('EVENTS', 'bank');
  for (let last = false; !last;) {
    const message = await consumer.next({ expires: 2_000 });
    last = message?.json<{ accountId: string }>().accountId === 'terminated';
    if (last) message?.term('by hand');
    else message?.ack();
  }
  await world.start();
  expect((await world.deadLetterOf('terminated')).reason).toBe('abandoned');
});

it('leaves alone what the service has buried itself, and what was handled', async () => {
  await world.start();
  await world.enter({ accountId: 'hopeless', instruction: 'terminal' });
  await world.enter({ accountId: 'fine' });
  await world.deadLetterOf('hopeless');
  await world.tallied('fine', 1);
  await world.relayed();
  // another word on a message that was handled: it must not be taken for lost
  const { last_seq: last } = (await world.manager.streams.info('EVENTS')).state;
  const subject = '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.EVENTS.bank';
  for (let sequence = last; sequence > last - 3; sequence--) {
    const told = { stream: 'EVENTS', consumer: 'bank', stream_seq: sequence, deliveries: 9 };
    await jetstream(world.nats).publish(subject, JSON.stringify(told));
  }
  await world.advisoriesLookedAt();
  expect(await lettersOf('fine')).toEqual([]);
  expect(await lettersOf('hopeless')).toHaveLength(1);
  expect((await lettersOf('hopeless'))[0]).toMatchObject({ reason: 'terminal', attempts: 1 });
});

it('leaves alone the commands of end users that were decided, or could not be read', async () => {
  await world.start();
  const before = await world.deadLetters();
  const subject = 'user.ada.cmd.bank.deposit';
  const body = JSON.stringify({ depositId: 'hers', accountId: 'hers', amount: 1 });
  expect((await world.command(subject, body)).status).toBe('accepted');
  expect((await world.command(subject, 'garbled')).status).toBe('rejected');
  const { last_seq: last } = (await world.manager.streams.info('COMMANDS')).state;
  const advisory = '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.COMMANDS.bank-commands';
  for (const sequence of [last, last - 1]) {
    const told = { stream: 'COMMANDS', consumer: 'bank-commands', stream_seq: sequence };
    await jetstream(world.nats).publish(advisory, JSON.stringify(told));
  }
  await world.advisoriesLookedAt();
  expect(await world.deadLetters()).toHaveLength(before.length);
});
