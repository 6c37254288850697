import type { Plan } from './plan.ts';
import type { Result } from './simulate.ts';

/** Simulates a plan once more. */
export type Try = (plan: Plan) => Promise<Result>;

/** A plan that is violated, and what came of it. */
export interface Found {
  readonly plan: Plan;
  readonly result: Result;
}

/** Leaves out whatever can be left out of a plan that is violated, one thing after the other, as long as something is violated. */
export async function shrink(plan: Plan, result: Result, attempt: Try): Promise<Found> {
  let found: Found = { plan, result };
  for (;;) {
    const smaller = await firstViolated(smallerThan(found.plan), attempt);
    if (smaller === undefined) return found;
    found = smaller;
  }
}

async function firstViolated(plans: Iterable<Plan>, attempt: Try): Promise<Found | undefined> {
  for (const plan of plans) {
    const result = await attempt(plan);
    if (result.violations.length > 0) return { plan, result };
  }
  return undefined;
}

/** A plan with one thing less: a fault, an order with all that is wished for it, a wish, a replica. */
function* smallerThan(plan: Plan): Generator<Plan, void> {
  const { faults, wishes, replicas } = plan;
  for (const fault of faults) yield { ...plan, faults: faults.filter((each) => each !== fault) };
  for (const orderId of new Set(wishes.map((wish) => wish.orderId))) {
    yield { ...plan, wishes: wishes.filter((wish) => wish.orderId !== orderId) };
  }
  for (const wish of wishes) {
    if (wish.kind !== 'place') yield { ...plan, wishes: wishes.filter((each) => each !== wish) };
  }
  if (replicas > 1) yield { ...plan, replicas: 1 };
}
