import type { Mutant } from '../mutants/mutant.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { explore, type Limits } from './explore.ts';

/** Whether a seeded mistake was found, and how. */
export interface Catch {
  readonly mutant: Mutant;
  /** What does not hold; nothing when the mistake was not found. */
  readonly caughtBy: readonly string[];
  readonly story: readonly string[];
  readonly states: number;
  readonly seconds: number;
  readonly stopped: string | undefined;
}

/** Explores a world with a mistake in it until the first thing that is wrong. */
export async function hunt(mutant: Mutant, scenario: Scenario, limits: Limits): Promise<Catch> {
  const report = await explore(scenario, { ...limits, endsEarly: true }, mutant.change);
  const [first] = report.counterexamples;
  const isWhole = report.stopped === undefined;
  return {
    mutant,
    caughtBy: first === undefined ? (isWhole ? report.unreached : []) : [first.property],
    story: first?.story ?? [],
    states: report.found.states,
    seconds: report.cpuSeconds,
    stopped: first === undefined ? report.stopped : undefined,
  };
}

/** How many steps the shortest story has. */
export const stepsIn = (story: readonly string[]): number =>
  story.filter((line) => /^\s*\d+\. /.test(line)).length;
