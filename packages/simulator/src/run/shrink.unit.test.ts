import { describe, expect, it } from 'vitest';
import { type Plan, planFor } from './plan.ts';
import { shrink } from './shrink.ts';
import type { Result } from './simulate.ts';

const resultOf = (plan: Plan, isViolated: boolean): Result => ({
  seed: plan.seed,
  violations: isViolated ? ['wrong'] : [],
  hash: '',
  sights: new Map(),
  virtualSeconds: 0,
  trace: [],
});

describe('shrinking', () => {
  it('leaves only what the violation needs', async () => {
    const plan = planWithFaults(3);
    const [, culprit] = plan.faults;
    const isViolated = ({ faults, wishes }: Plan): boolean =>
      faults.includes(culprit ?? fail()) && wishes.length > 0;
    const found = await shrink(plan, resultOf(plan, true), async (smaller) =>
      resultOf(smaller, isViolated(smaller)),
    );
    expect(found.plan.faults).toEqual([culprit]);
    expect(new Set(found.plan.wishes.map(({ orderId }) => orderId)).size).toBe(1);
    expect(found.plan.replicas).toBe(1);
  });

  it('leaves everything when everything is needed', async () => {
    const plan = planWithFaults(2);
    const found = await shrink(plan, resultOf(plan, true), async (smaller) =>
      resultOf(smaller, false),
    );
    expect(found.plan).toBe(plan);
  });
});

/** The first plan of a seed with at least so many faults. */
function planWithFaults(least: number): Plan {
  for (let seed = 1; ; seed++) {
    const plan = planFor(seed);
    if (plan.faults.length >= least && plan.wishes.length > 1) return plan;
  }
}

function fail(): never {
  throw new Error('a plan without a second fault');
}
