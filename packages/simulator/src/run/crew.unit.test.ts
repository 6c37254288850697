import { afterAll, describe, expect, it } from 'vitest';
import { Crew } from './crew.ts';
import type { FaultName, FaultPlan } from './faults.ts';
import { type Plan, planFor, type Wish } from './plan.ts';

const crew = new Crew(1);

afterAll(async () => await crew.dismiss());

const fault = (name: FaultName, at: number, share: number, forMs: number): FaultPlan => ({
  name,
  at,
  share,
  forMs,
  service: 'order',
  messages: 12,
});

const order = (number: number): Wish => ({
  kind: 'place',
  at: 10 + 14 * number,
  orderId: `o-${number}`,
  customerId: 'c-1',
  lines: [{ sku: 'sku-0', quantity: 1, price: 690 }],
  isDeclined: false,
});

/** Two orders that are confirmed in the third second, and what goes wrong later. */
const story = (...faults: readonly FaultPlan[]): Plan => ({
  seed: 1,
  policy: { deadlineSeconds: 60 },
  replicas: 1,
  articles: [{ sku: 'sku-0', price: 690, pieces: 5 }],
  wishes: [order(0), order(1)],
  faults,
});

describe('a simulated shop', () => {
  it('does the same again when the same seed is simulated alone and after others', async () => {
    const first = await crew.perform({ seed: 7, keepsTrace: true });
    await crew.perform({ seed: 8 });
    await crew.perform({ seed: 9 });
    const again = await crew.perform({ seed: 7, keepsTrace: true });
    expect(again.trace).toEqual(first.trace);
    expect(again.hash).toBe(first.hash);
    expect(first.trace.length).toBeGreaterThan(20);
  });

  it('confirms orders for what is there, and tells how they ended', async () => {
    const { violations, sights } = await crew.perform({ seed: 1, plan: story() });
    expect(violations).toEqual([]);
    expect(sights.get('order confirmed')).toBe(2);
  });

  it('comes to its end, and is right, through the troubles of many seeds', async () => {
    const seeds = Array.from({ length: 25 }, (_, at) => 1_000 + at);
    const results = await Promise.all(seeds.map((seed) => crew.perform({ seed })));
    expect(results.flatMap(({ violations }) => violations)).toEqual([]);
  });

  it.each<[string, readonly FaultPlan[]]>([
    [
      'two restarts in a row, each with another hole',
      [
        fault('the broker comes back with a hole in its events', 31_250, 0.55, 1_779),
        fault('the broker comes back with a hole in its events', 31_538, 0.3, 4_986),
      ],
    ],
    ['an event that is removed by hand', [fault('an event is removed by hand', 9_000, 1, 100)]],
    [
      'an event that is removed by hand while an older copy of the stream is mended',
      [
        fault('the broker comes back without its latest messages', 14_319, 0.5, 16_000),
        fault('an event is removed by hand', 16_700, 0.5, 100),
      ],
    ],
  ])('has all events in the stream again after %s', async (_, faults) => {
    const { violations } = await crew.perform({ seed: 1, plan: story(...faults) });
    expect(violations).toEqual([]);
  });

  it.each([
    ['losses-unnoticed', 'the stream holds every event'],
    ['inbox-off', 'everything is handled once'],
    ['no-release', 'an order that has ended holds no reservation'],
  ])('shows the mistake %s', async (mutant, violated) => {
    const seeds = Array.from({ length: 10 }, (_, at) => 1 + at);
    const results = await Promise.all(seeds.map((seed) => crew.perform({ seed, mutant })));
    expect(results.flatMap(({ violations }) => violations).join()).toContain(violated);
  });
});

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFor(3)).toEqual(planFor(3));
    expect(planFor(3)).not.toEqual(planFor(4));
  });
});
