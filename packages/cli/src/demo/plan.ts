import { type Scenario, scenarios } from './scenarios.ts';

/** The scenario of each of `orders` orders: every kind once first, then mixed by their shares. */
export function plan(orders: number): Scenario[] {
  const rounds = Math.max(...scenarios.map(({ share }) => share));
  const cycle = Array.from({ length: rounds }, (_, round) =>
    scenarios.filter(({ share }) => share > round),
  ).flat();
  return Array.from({ length: orders }, (_, n) => cycle[n % cycle.length]).filter(
    (scenario) => scenario !== undefined,
  );
}
