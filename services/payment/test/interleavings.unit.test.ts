import { describe, expect, it } from 'vitest';
import { TOTAL } from './messages.ts';
import { beginning, steps, type Fact, type Scenario, type World } from './money-world.ts';

interface Explored {
  readonly worlds: readonly World[];
  /** Those in which everything is delivered and no call is under way. */
  readonly drained: readonly World[];
}

/** Every world that a scenario can lead to, by whatever order of steps. */
function explore(scenario: Scenario): Explored {
  const first = beginning(scenario);
  const seen = new Map([[identityOf(first), first]]);
  const open = [first];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    for (const next of steps(world, scenario)) {
      const id = identityOf(next);
      if (seen.has(id)) continue;
      seen.set(id, next);
      open.push(next);
    }
  }
  const worlds = [...seen.values()];
  return { worlds, drained: worlds.filter(isDrained) };
}

/** Worlds that differ only in the order of their lists are the same. */
function identityOf(world: World): string {
  const lists = [world.refunds, world.ledger, world.published, world.calls, world.emitted];
  const sorted = lists.map((list) => list.map((item) => JSON.stringify(item)).toSorted());
  return JSON.stringify([
    sorted,
    world.payment,
    world.done,
    world.tried,
    world.intent,
    world.givenBack,
    world.cameBack,
    world.forgetful,
    world.fragile,
  ]);
}

function isDrained({ published, done, calls }: World): boolean {
  return calls.length === 0 && published.every((delivery) => done.includes(delivery));
}

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
const takenByProvider = (world: World): number => (world.intent === 'succeeded' ? TOTAL : 0);
const returnedByProvider = ({ givenBack, cameBack }: World): number =>
  sum(Object.entries(givenBack).map(([id, amount]) => (cameBack.includes(id) ? 0 : amount)));
const heldByProvider = (world: World): number => takenByProvider(world) - returnedByProvider(world);
const inOurBooks = (world: World): number =>
  sum(world.ledger.filter(({ account }) => account === 'provider').map(({ amount }) => amount));
const count = (world: World, name: string): number =>
  world.emitted.filter((other) => other === name).length;
const outcomes = ({ drained }: Explored): ReadonlySet<string | undefined> =>
  new Set(drained.map(({ payment }) => payment?.status));

/** What must hold at every moment. */
function expectNeverWrong({ worlds }: Explored): void {
  expect(worlds.filter((world) => !isRight(world))).toEqual([]);
}

function isRight(world: World): boolean {
  const { captured = 0, refunded = 0, refundPending = 0 } = world.payment ?? {};
  return (
    refunded + refundPending <= captured &&
    heldByProvider(world) >= 0 &&
    sum(world.ledger.map(({ amount }) => amount)) === 0 &&
    new Set(world.ledger.map(({ entryId }) => entryId)).size === world.ledger.length
  );
}

/** What must hold once everything has been delivered. */
function expectSettled({ drained }: Explored, heldFor: (world: World) => number): void {
  expect(drained.length).toBeGreaterThan(0);
  expect(drained.filter((world) => heldByProvider(world) !== heldFor(world))).toEqual([]);
  expect(drained.filter((world) => !isSettled(world))).toEqual([]);
}

function isSettled(world: World): boolean {
  const { captured = 0, refunded = 0, refundPending, status = 'awaiting' } = world.payment ?? {};
  const ends = ['payment.captured.v1', 'payment.declined.v1', 'payment.voided.v1'];
  return (
    inOurBooks(world) === heldByProvider(world) &&
    captured - refunded === heldByProvider(world) &&
    refundPending === 0 &&
    ['captured', 'declined', 'voided'].includes(status) &&
    sum(ends.map((name) => count(world, name))) <= 1 &&
    isToldRightly(world)
  );
}

/** Each refund is told of, but for those whose failure was heard of first. */
function isToldRightly(world: World): boolean {
  const failed = world.refunds.filter(({ status }) => status === 'failed').length;
  const untold = world.refunds.length - count(world, 'payment.refunded.v1');
  return failed === world.cameBack.length && untold >= 0 && untold <= failed;
}

const nothing = (): number => 0;
const all = (): number => TOTAL;

const UNHURRIED = { timeout: 30_000 };

describe(
  'the money of one order, in every interleaving of messages, calls and crashes',
  UNHURRIED,
  () => {
    it.each([{ webhooks: false }, { webhooks: true }])('is captured once ($webhooks)', (how) => {
      const explored = explore({ ...how, forgetful: 1 });
      expectNeverWrong(explored);
      expectSettled(explored, all);
      expect(outcomes(explored)).toEqual(new Set(['captured']));
    });

    it.each([{ webhooks: false }, { webhooks: true }])(
      'goes back in full, or is never taken, when the order is cancelled ($webhooks)',
      (how) => {
        const explored = explore({ ...how, cancelled: true, forgetful: 1 });
        expectNeverWrong(explored);
        expectSettled(explored, nothing);
        expect(outcomes(explored)).toEqual(new Set(['captured', 'voided']));
      },
    );

    it.each<{ stream: readonly Fact[] }>([{ stream: ['cancelled', 'reserved'] }])(
      'is never asked for when the facts come in the order of the stream, $stream',
      ({ stream }) => {
        const explored = explore({ stream, cancelled: true, webhooks: true, forgetful: 2 });
        expectNeverWrong(explored);
        expectSettled(explored, nothing);
        expect(outcomes(explored)).toEqual(new Set(['voided']));
        expect(explored.worlds.filter(({ intent }) => intent !== 'none')).toEqual([]);
      },
    );

    it('goes back in full when the cancellation follows in the stream on what began the charge', () => {
      const stream: readonly Fact[] = ['reserved', 'cancelled'];
      const explored = explore({ stream, cancelled: true, webhooks: true, forgetful: 1 });
      expectNeverWrong(explored);
      expectSettled(explored, nothing);
      expect(outcomes(explored)).toEqual(new Set(['captured', 'voided']));
    });

    it('is captured once also when a machine is lost with the intent to charge', () => {
      const explored = explore({ webhooks: true, fragile: 1 });
      expectNeverWrong(explored);
      expectSettled(explored, all);
    });

    it.each([{ webhooks: false }, { webhooks: true }])(
      'goes back in full also when a machine is lost with the intent to charge ($webhooks)',
      (how) => {
        const explored = explore({ ...how, cancelled: true, fragile: 1 });
        expectNeverWrong(explored);
        expectSettled(explored, nothing);
      },
    );

    it('is never taken from a card that declines', () => {
      const explored = explore({ cardDeclines: true, webhooks: true, forgetful: 1 });
      expectNeverWrong(explored);
      expectSettled(explored, nothing);
      expect(outcomes(explored)).toEqual(new Set(['declined']));
    });

    it('is never taken from a card that declines while the order is cancelled', () => {
      const explored = explore({ cardDeclines: true, cancelled: true, webhooks: true });
      expectNeverWrong(explored);
      expectSettled(explored, nothing);
      expect(outcomes(explored)).toEqual(new Set(['declined', 'voided']));
    });

    it('goes back in part when staff ask for it', () => {
      const explored = explore({ refund: 690, webhooks: true });
      expectNeverWrong(explored);
      expectSettled(explored, (world) => TOTAL - sum(world.refunds.map(({ amount }) => amount)));
      expect(new Set(explored.drained.map(heldByProvider))).toEqual(new Set([TOTAL, TOTAL - 690]));
    });

    it('goes back exactly once when a partial refund races the cancellation', () => {
      const explored = explore({ refund: 690, cancelled: true });
      expectNeverWrong(explored);
      expectSettled(explored, nothing);
      const refunds = new Set(explored.drained.map((world) => world.refunds.length));
      expect(refunds).toEqual(new Set([0, 1, 2]));
    });

    it.each([{ refund: 690 }, { cancelled: true }])(
      'is owed again when a customer’s bank sends it back, whenever that is told ($refund, $cancelled)',
      (how) => {
        const explored = explore({ ...how, bankRefuses: true });
        expectNeverWrong(explored);
        expectSettled(explored, heldByProvider);
        const owed = explored.drained.filter(({ cameBack }) => cameBack.length > 0);
        expect(owed.length).toBeGreaterThan(0);
        expect(owed.every((world) => heldByProvider(world) > 0)).toBe(true);
        const untold = owed.filter((world) => count(world, 'payment.refunded.v1') === 0);
        expect(untold.length).toBeGreaterThan(0);
      },
    );

    it('is resolved by voiding when a call in doubt is repeated after the cancellation', () => {
      const { drained } = explore({ cancelled: true });
      const voided = drained.filter((world) => count(world, 'payment.voided.v1') === 1);
      expect(voided.length).toBeGreaterThan(0);
      expect(voided.every((world) => world.intent === 'canceled')).toBe(true);
    });
  },
);
