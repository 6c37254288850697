import { defineEvent } from '@murmuration/contracts';
import { eventually, useLeakChecks } from '@murmuration/testkit';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineReaction, ignore, type RunningService, startService } from '../src/index.ts';
import { bankService } from './bank/bank-service.ts';
import { BankWorld } from './support/bank-world.ts';

const news = defineEvent({
  type: 'ledger.news',
  version: 1,
  data: z.object({ accountId: z.string() }),
  key: ({ accountId }) => accountId,
  examples: [{ accountId: 'a' }],
});

useLeakChecks();
const QUICK = { BROKER_CHECK_SECONDS: 1, LEAVE_TO_OTHERS_SECONDS: 3 };

let world: BankWorld;
let heard: string[];
const newer = new Set<RunningService>();
beforeAll(async () => {
  world = await BankWorld.open();
});
beforeEach(() => {
  heard = [];
});
afterEach(async () => {
  for (const service of newer) await stopNewer(service);
  await world.stopServices();
});
afterAll(() => world.close());

/** A version of the bank that also hears of news. */
async function startNewer(): Promise<RunningService> {
  const hearNews = defineReaction({
    name: 'hear-news',
    on: [news],
    emits: [],
    stores: {},
    keys: {},
    decide: ({ data }) => {
      heard.push(data.accountId);
      return ignore('heard');
    },
  });
  const bank = bankService();
  const settings = world.settings(QUICK);
  const service = await startService(
    { ...bank, reactions: [...bank.reactions, hearNews] },
    settings,
  );
  newer.add(service);
  return service;
}

async function stopNewer(service: RunningService): Promise<void> {
  newer.delete(service);
  await service.stop();
}

const publish = (accountId: string): Promise<unknown> =>
  world.publishRaw('evt.00.ledger.news', JSON.stringify({ accountId }), [['ce-id', uuidv7()]]);

const hears = (...all: string[]): Promise<unknown> =>
  eventually(async () => all.every((each) => heard.includes(each)), {
    what: `news of ${all.join()}`,
  });

const filters = async (): Promise<readonly string[]> =>
  (await world.manager.consumers.info('EVENTS', 'bank')).config.filter_subjects ?? [];

describe('a type of event that only a newer version knows', () => {
  it('is heard by that version although a process of the older one starts beside it', async () => {
    await world.start({}, QUICK);
    await startNewer();
    await publish('before');
    await hears('before');
    await world.stopServices();
    await world.start({}, QUICK);
    await publish('between');
    await hears('before', 'between');
  });

  it('is kept for that version when it was taken back, and holds up nothing', async () => {
    await stopNewer(await startNewer());
    await world.start({}, QUICK);
    await publish('kept');
    const letter = await eventually(
      async () => (await world.deadLetters()).find(({ reaction }) => reaction === 'nobody'),
      { what: 'a letter of nobody’s' },
    );
    expect(letter).toMatchObject({ reason: 'unheard', status: 'open' });
    await eventually(async () => !(await filters()).includes('evt.*.ledger.news'), {
      what: 'a consumer that hears no news any more',
    });
    await world.enter({ accountId: 'other' });
    await world.tallied('other', 1);

    await world.stopServices();
    await startNewer();
    await world.ask('admin.bank.dead-letters.redrive', { reaction: 'nobody' });
    await hears('kept');
    await eventually(
      async () => (await world.deadLetters()).every(({ status }) => status !== 'open'),
      {
        what: 'the letter to be settled',
      },
    );
  });

  it('is kept for the reaction whose call it is for', async () => {
    const { stream, durable } = { stream: 'EVENTS', durable: 'bank-make-transfer' };
    await world.start({}, QUICK);
    const { config } = await world.manager.consumers.info(stream, durable);
    // as a newer version does whose transfers are also begun by news
    await world.manager.consumers.update(stream, durable, {
      filter_subjects: [...(config.filter_subjects ?? []), 'evt.*.ledger.news'],
    });
    await publish('for a call');
    const letter = await eventually(
      async () =>
        (await world.deadLetters()).find(
          ({ reason, status }) => reason === 'unheard' && status === 'open',
        ),
      { what: 'a letter' },
    );
    expect(letter.reaction).toBe('make-transfer');
  });

  it('is heard again by a version whose filter another process has taken away', async () => {
    await startNewer();
    await world.manager.consumers.update('EVENTS', 'bank', {
      filter_subjects: (await filters()).filter((each) => each !== 'evt.*.ledger.news'),
    });
    await eventually(async () => (await filters()).includes('evt.*.ledger.news'), {
      what: 'the filter to be restored',
    });
    await publish('restored');
    await hears('restored');
  });
});
