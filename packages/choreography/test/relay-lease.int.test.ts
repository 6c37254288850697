import { eventually, type Program, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entryTallied } from './bank/contracts.ts';
import { bankProcess, isReady } from './support/bank-processes.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
const programs: Program[] = [];
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  await world.stopServices();
});
afterAll(() => world.close());

/** Starts a bank in a process of its own; resolves when it answers. */
async function startProcess(name: string): Promise<Program> {
  const program = bankProcess(world, name);
  programs.push(program);
  program.start();
  await isReady(program);
  return program;
}

interface Lane {
  readonly owner: string;
  readonly fence: number;
}

async function laneZero(): Promise<Lane> {
  const [lane] = await world.sql<Lane[]>`select owner, fence from outbox_lane where lane = 0`;
  if (lane === undefined) throw new Error('no lane');
  return lane;
}

const ownerIsNot = (before: Lane) =>
  eventually(async () => (await laneZero()).owner !== before.owner, {
    what: 'another owner of the lane',
    timeoutMs: 25_000,
  });

/** The tallies of an account in the order in which they first stand in the stream. */
async function order(account: string): Promise<readonly number[]> {
  const all = await world.stored(entryTallied);
  return [
    ...new Set(all.filter(({ accountId }) => accountId === account).map(({ entries }) => entries)),
  ];
}

const sequence = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

async function expectOrder(account: string, count: number): Promise<void> {
  await world.tallied(account, count);
  await world.relayed();
  expect(await order(account)).toEqual(sequence(count));
}

describe('the owner of a lane', () => {
  it('stands still in the midst for longer than its lease, and spoils nothing when it goes on', async () => {
    const held = await startProcess('held');
    await world.enterMany('held', 50);
    await world.tallied('held', 50);
    await startProcess('free');
    const before = await laneZero();
    const entering = world.enterMany('held', 600);
    await eventually(async () => (await world.entriesOf('held')) > 100, { what: 'some tallies' });
    held.pause();
    await entering;
    await ownerIsNot(before);
    await world.enterMany('held', 100);
    held.resume();
    await world.enterMany('held', 100);
    await expectOrder('held', 850);
    expect((await laneZero()).fence).toBeGreaterThan(before.fence);
    expect(held.isRunning).toBe(true);
  }, 90_000);

  it('is killed, and the next process need not wait for the lease to run out', async () => {
    const first = await startProcess('first');
    await world.enterMany('killed', 20);
    await expectOrder('killed', 20);
    const before = await laneZero();
    await first.kill();
    await world.sql`update outbox_lane set leased_until = now() + interval '1 hour'`;
    await startProcess('second');
    await ownerIsNot(before);
    await world.enterMany('killed', 5);
    await expectOrder('killed', 25);
  });

  it('loses it to another while it still believes in it, again and again, and the order holds', async () => {
    await Promise.all([world.start(), world.start()]);
    let entered = 0;
    let isFlowing = true;
    const flow = (async () => {
      for (; isFlowing; entered += 20) await world.enterMany('stolen', 20);
    })();
    for (let round = 0; round < 5; round++) {
      const before = await laneZero();
      await eventually(
        async () => {
          // as a jump of the database's clock would do it; the owner prolongs it again and again
          await world.sql`update outbox_lane set leased_until = '-infinity'`;
          return (await laneZero()).owner !== before.owner;
        },
        { what: 'another owner while the first one publishes', timeoutMs: 20_000 },
      );
    }
    isFlowing = false;
    await flow;
    await expectOrder('stolen', entered);
  }, 60_000);

  it('cannot record anything under a lease that is another’s now', async () => {
    const held = await startProcess('late');
    await world.enterMany('late', 10);
    await world.tallied('late', 10);
    const before = await laneZero();
    held.pause();
    await world.sql`update outbox_lane set leased_until = '-infinity'`;
    await world.start();
    await ownerIsNot(before);
    const { owner, fence } = await laneZero();
    held.resume();
    await world.enterMany('late', 200);
    await world.tallied('late', 210);
    await world.relayed();
    expect(await laneZero()).toMatchObject({ owner, fence });
    expect(await order('late')).toEqual(sequence(210));
  });
});
