import type { Scenario } from '../scenario.ts';
import type { Finding, Played } from './finding.ts';

/** A line of the report: all runs of one scenario. */
export interface Row {
  readonly name: string;
  readonly faultNumbers: readonly number[];
  readonly title: string;
  readonly runs: number;
  /** Runs in which all was seen that the scenario is about. */
  readonly seenIn: number;
  readonly orders: number;
  readonly faults: number;
  readonly violations: number;
  /** The longest, in seconds; absent when a run never recovered. */
  readonly recoverySeconds: number | undefined;
}

/** Sums up the runs of a scenario. */
export function rowOf(scenario: Scenario, runs: readonly Played[]): Row {
  const sum = (of: (played: Played) => number): number =>
    runs.reduce((total, played) => total + of(played), 0);
  const recoveries = runs.map(({ recoverySeconds }) => recoverySeconds);
  return {
    name: scenario.name,
    faultNumbers: scenario.faults,
    title: scenario.title,
    runs: runs.length,
    seenIn: runs.filter((played) => unseen(scenario, [played]).length === 0).length,
    orders: sum(({ orders }) => orders),
    faults: sum(({ faults }) => faults),
    violations: sum(({ findings }) => findings.length) + unseen(scenario, runs).length,
    recoverySeconds: recoveries.includes(undefined)
      ? undefined
      : Math.max(...recoveries.filter((seconds) => seconds !== undefined)),
  };
}

/** What a scenario is about and no run has seen: it proves nothing then. */
export function unseen({ sees = [] }: Scenario, runs: readonly Played[]): readonly Finding[] {
  const seen = new Set(runs.flatMap(({ sights }) => sights));
  return sees
    .filter((sight) => !seen.has(sight))
    .map((sight) => ({ invariant: 'unseen', what: `"${sight}" was not seen in any run` }));
}
