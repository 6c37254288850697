import { eventually, useLeakChecks } from '@murmuration/testkit';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { z } from 'zod';
import type { RuntimeSettings } from '../src/index.ts';
import { BankWorld } from './support/bank-world.ts';
import { bankProcess } from './support/bank-processes.ts';
import { BrokerFiles } from './support/broker-files.ts';
import { Recorder } from './support/recorder.ts';
import { Reminders } from './support/reminders.ts';

useLeakChecks();
let world: BankWorld;
let files: BrokerFiles;
let reminders: Reminders;
beforeAll(async () => {
  world = await BankWorld.open(undefined, { withinReach: true });
  files = new BrokerFiles(world.broker);
});
beforeEach(() => {
  reminders = new Reminders(world);
});
afterEach(async ({ task }) => {
  await reminders.close();
  await world.stopServices();
  await files.removeCopies();
  // what a failed test has left down would fail all others
  if (task.result?.state === 'fail') await world.restartBroker();
});
afterAll(() => world.close());

/** A broker that is killed forgets acknowledgements of the last moments: what they were for comes again after this time. */
const startBank = (settings: Partial<RuntimeSettings> = {}) =>
  world.start({}, { ACK_WAIT_SECONDS: 2, ...settings });

interface RepairRow {
  readonly stream: string;
  readonly found: string;
  readonly rows: number;
}

/** Repairs of lane 0, unless all are asked for: rows of earlier tests may stand in others. */
async function repairsSince(before: Date, lanes = [0]): Promise<readonly RepairRow[]> {
  return await world.sql<RepairRow[]>`
    select stream, found, rows from broker_repair
    where found_at > ${before} and lane = any(${lanes}) and finished_at is not null order by found_at`;
}

async function now(): Promise<Date> {
  const [row] = await world.sql<{ now: Date }[]>`select now()`;
  if (row === undefined) throw new Error('no time');
  return row.now;
}

/** Waits until a repair of lane 0 is done that found this, and expects it to be the only one. */
async function repaired(before: Date, found: string): Promise<RepairRow> {
  const repairs = await eventually(
    async () => {
      const all = await repairsSince(before);
      return all.length > 0 && all;
    },
    { what: 'a repair', timeoutMs: 20_000 },
  );
  expect(repairs).toMatchObject([{ stream: 'EVENTS', found }]);
  const [repair] = repairs;
  if (repair === undefined) throw new Error('unreachable: it was waited for');
  return repair;
}

const lastSequence = async (): Promise<number> =>
  (await world.manager.streams.info('EVENTS')).state.last_seq;

const sequence = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a broker whose store was wiped', () => {
  it('gets everything again that the outbox still has, in its order, and nothing has its effect twice', async () => {
    const before = await now();
    await startBank();
    await reminders.commit('wiped', 500);
    await reminders.haveAllComeOnce('wiped');
    const last = await lastSequence();
    reminders.startFlow('flowing');
    await eventually(() => reminders.sentTo('flowing') > 300, { what: 'some flow' });
    await world.restartBroker(() => files.wipe());
    await repaired(before, 'recreated');
    await reminders.stopFlow();
    await reminders.commit('wiped', 10);
    await reminders.haveAllComeOnce('wiped', 'flowing');
    const { state } = await world.manager.streams.info('EVENTS');
    expect(state.first_seq).toBeGreaterThan(last);
    expect(await reminders.firstCopies('wiped')).toEqual(sequence(510));
    expect(await reminders.firstCopies('flowing')).toEqual(sequence(reminders.sentTo('flowing')));
  });

  it('is met by a service that was away meanwhile', async () => {
    await startBank();
    await reminders.commit('away', 50);
    await reminders.haveAllComeOnce('away');
    await world.stopServices();
    await world.restartBroker(() => files.wipe());
    const before = await now();
    await reminders.commit('away', 5);
    await startBank();
    await reminders.haveAllComeOnce('away');
    await repaired(before, 'recreated');
    expect(await reminders.firstCopies('away')).toEqual(sequence(55));
  });

  it('is mended lane by lane, by whichever process has the lane', async () => {
    const settings = { OUTBOX_LANES: 4 };
    await Promise.all([startBank(settings), startBank(settings)]);
    const lanes = [0, 1, 2, 3];
    for (const lane of lanes) await reminders.commit(`of-${lane}`, 60, lane);
    await reminders.haveAllComeOnce(...lanes.map((lane) => `of-${lane}`));
    const before = await now();
    await world.restartBroker(() => files.wipe());
    for (const lane of lanes) await reminders.commit(`of-${lane}`, 5, lane);
    await reminders.haveAllComeOnce(...lanes.map((lane) => `of-${lane}`));
    expect(await repairsSince(before, lanes)).toHaveLength(4);
    for (const lane of lanes)
      expect(await reminders.firstCopies(`of-${lane}`)).toEqual(sequence(65));
  });
});

describe('a broker whose store was restored to an older copy', () => {
  it('gets what was lost again, and not what it still has', async () => {
    await startBank({ BROKER_CHECK_SECONDS: 1 });
    await reminders.commit('kept', 400);
    await reminders.haveAllComeOnce('kept');
    await marked();
    let copy = '';
    await world.restartBroker(async () => void (copy = await files.copy()));
    await reminders.commit('lost', 300);
    await reminders.haveAllComeOnce('lost');
    const before = await now();
    reminders.startFlow('streaming');
    await eventually(() => reminders.sentTo('streaming') > 100, { what: 'some flow' });
    await world.restartBroker(() => files.restore(copy));
    const { rows } = await repaired(before, 'rolled-back');
    await reminders.stopFlow();
    await reminders.haveAllComeOnce('kept', 'lost', 'streaming');
    expect(rows).toBeGreaterThanOrEqual(300);
    for (const account of ['kept', 'lost', 'streaming']) {
      expect(await reminders.firstCopies(account)).toEqual(sequence(reminders.sentTo(account)));
    }
    expect(await reminders.copies('kept')).toHaveLength(400);
  });

  it('is recognised when new messages of others stand in the old places', async () => {
    await startBank({ BROKER_CHECK_SECONDS: 1 });
    await reminders.commit('over', 20);
    await reminders.haveAllComeOnce('over');
    let copy = '';
    await world.restartBroker(async () => void (copy = await files.copy()));
    await reminders.commit('grown', 40);
    await reminders.haveAllComeOnce('grown');
    await world.stopServices();
    const before = await now();
    const last = await lastSequence();
    await world.restartBroker(() => files.restore(copy));
    await world.enterMany('stranger', 200);
    expect(await lastSequence()).toBeGreaterThan(last);
    await startBank();
    await reminders.haveAllComeOnce('over', 'grown');
    await world.tallied('stranger', 200);
    await repaired(before, 'rolled-back');
    await reminders.haveAllComeOnce('over', 'grown');
  });

  it('has consumers that were further on than the stream: they miss nothing', async () => {
    await startBank();
    await reminders.commit('behind', 30);
    await reminders.haveAllComeOnce('behind');
    let copy = '';
    await world.restartBroker(async () => void (copy = await files.copy()));
    await reminders.commit('ahead', 200);
    await reminders.haveAllComeOnce('ahead');
    await world.restartBroker(() => files.restoreMessages(copy, 'EVENTS'));
    await reminders.commit('ahead', 10);
    await reminders.haveAllComeOnce('behind', 'ahead');
    await world.enterMany('entered', 10);
    await world.tallied('entered', 10);
  });
});

describe('a stream', () => {
  it('is deleted by hand while everything runs, and everything is in it again', async () => {
    await startBank();
    await reminders.commit('deleted', 200);
    await reminders.haveAllComeOnce('deleted');
    const before = await now();
    await world.manager.streams.delete('EVENTS');
    await reminders.commit('deleted', 20);
    await reminders.haveAllComeOnce('deleted');
    await repaired(before, 'recreated');
    expect(await reminders.firstCopies('deleted')).toEqual(sequence(220));
  });

  it('is taken out of the store of a broker that cannot read it, and everything is in it again', async () => {
    await startBank();
    await reminders.commit('taken-out', 200);
    await reminders.haveAllComeOnce('taken-out');
    await world.restartBroker(() => files.removeStream('EVENTS'));
    await reminders.commit('taken-out', 20);
    await reminders.haveAllComeOnce('taken-out');
    expect(await reminders.firstCopies('taken-out')).toEqual(sequence(220));
  });

  it('has the end of a file cut off', async () => {
    await startBank({ BROKER_CHECK_SECONDS: 1 });
    await reminders.commit('cut', 500);
    await reminders.haveAllComeOnce('cut');
    const before = await now();
    await world.restartBroker(() => files.truncate('EVENTS', 0.4));
    await reminders.commit('cut', 10);
    await reminders.haveAllComeOnce('cut');
    expect((await repairsSince(before)).map(({ found }) => found)).toContain('rolled-back');
    expect([...(await reminders.firstCopies('cut'))].toSorted((a, b) => a - b)).toEqual(
      sequence(510),
    );
  });

  it('loses a consumer, which is made again and brings nothing twice', async () => {
    await startBank();
    await reminders.commit('orphaned', 100);
    await reminders.haveAllComeOnce('orphaned');
    await world.manager.consumers.delete('EVENTS', 'bank');
    await reminders.commit('orphaned', 20);
    await reminders.haveAllComeOnce('orphaned');
  });
});

describe('a repair', () => {
  it('is told to operators, and counted', async () => {
    const recorder = new Recorder();
    onTestFinished(() => recorder.stop());
    await startBank();
    await reminders.commit('told', 30);
    await reminders.haveAllComeOnce('told');
    await world.manager.streams.delete('EVENTS');
    await reminders.commit('told', 1);
    await reminders.haveAllComeOnce('told');
    const { repairs } = repairList.parse(
      await world.ask('admin.bank.broker-repairs.list', { hours: 1, limit: 10 }),
    );
    expect(repairs[0]).toMatchObject({ stream: 'EVENTS', found: 'recreated' });
    expect(repairs[0]?.met.created).not.toBe(repairs[0]?.expected.created);
    expect(repairs[0]?.rows).toBeGreaterThanOrEqual(30);
    expect(Date.parse(repairs[0]?.finishedAt ?? '')).not.toBeNaN();
    const attributes = { stream: 'EVENTS', found: 'recreated' };
    expect(await recorder.total('murmuration.broker.repairs', attributes)).toBeGreaterThan(0);
    expect(await recorder.total('murmuration.broker.republished', attributes)).toBeGreaterThan(29);
  });

  it('goes on in another process when the first one is killed in its midst', async () => {
    await startBank();
    await reminders.commit('halfway', 1_000);
    for (let n = 0; n < 20; n++) await reminders.commit('halfway', 1_000);
    await reminders.haveAllComeOnce('halfway');
    await world.stopServices();
    await world.broker.kill();
    await files.wipe();
    await world.broker.restart();
    const before = await now();
    const first = bankProcess(world);
    onTestFinished(() => first.kill());
    first.start();
    await eventually(
      async () => {
        const [open] = await world.sql`
          select from broker_repair where found_at > ${before} and finished_at is null and rows > 1000`;
        return open !== undefined && (await storedSome());
      },
      { what: 'a repair under way', timeoutMs: 60_000, everyMs: 5 },
    );
    await first.kill();
    await startBank();
    await reminders.haveAllComeOnce('halfway');
    expect(await reminders.firstCopies('halfway')).toEqual(sequence(21_000));
  }, 240_000);
});

describe('a consumer', () => {
  it('that is further on than its stream is made again', async () => {
    await startBank();
    await world.stopServices();
    const { config } = await world.manager.consumers.info('EVENTS', 'bank');
    await world.manager.consumers.delete('EVENTS', 'bank');
    const beyond = (await lastSequence()) + 1_000_000;
    await world.manager.consumers.add('EVENTS', {
      ...config,
      deliver_policy: 'by_start_sequence',
      opt_start_seq: beyond,
    });
    await startBank();
    await reminders.commit('beyond', 20);
    await reminders.haveAllComeOnce('beyond');
    const { delivered } = await world.manager.consumers.info('EVENTS', 'bank');
    expect(delivered.stream_seq).toBeLessThan(beyond);
  });
});

const place = z.object({ created: z.string(), sequence: z.number() });
const repairList = z.object({
  repairs: z.array(
    z.object({
      stream: z.string(),
      found: z.string(),
      rows: z.number(),
      expected: place,
      met: place,
      finishedAt: z.string().nullable(),
    }),
  ),
});

async function storedSome(): Promise<boolean> {
  const { state } = await world.manager.streams.info('EVENTS');
  return state.messages > 2_000;
}

/** Waits until lane and stream were found to agree at the present end. */
async function marked(): Promise<void> {
  const last = await lastSequence();
  await eventually(
    async () => {
      const [mark] = await world.sql`select from broker_mark where sequence >= ${last}`;
      return mark !== undefined;
    },
    { what: 'a mark' },
  );
}
