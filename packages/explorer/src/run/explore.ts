import type { Change, Scenario } from '../scenarios/scenario.ts';
import { Search, type Found } from '../search/search.ts';
import { Space } from '../search/space.ts';
import { tell } from '../search/tell.ts';
import type { Fault } from '../world/rules.ts';

/** How far explorations may go. */
export interface Limits {
  readonly states: number;
  readonly seconds: number;
  /** Whether to end with the first thing that is found wrong. */
  readonly endsEarly?: boolean;
}

/** A property that does not hold, and the shortest story that shows it. */
export interface Counterexample {
  readonly property: string;
  readonly story: readonly string[];
}

export interface Report {
  readonly scenario: Scenario;
  readonly found: Found;
  readonly counterexamples: readonly Counterexample[];
  /** Endings that should be reached and never were. */
  readonly unreached: readonly string[];
  /** Faults that should happen and never did. */
  readonly unused: readonly string[];
  readonly faults: ReadonlyMap<Fault, { readonly tried: number; readonly changed: number }>;
  readonly decided: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Why not everything was seen; undefined when everything was. */
  readonly stopped: string | undefined;
}

/** Explores a scenario as far as the limits allow, and tells the shortest story of what is wrong. */
export async function explore(
  scenario: Scenario,
  limits: Limits,
  change?: Change,
): Promise<Report> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const until = begun + limits.seconds * 1_000;
  const space = new Space(scenario.model(change));
  const properties = scenario.properties(space);
  const { isReduced } = scenario;
  const search = new Search(space, properties, {
    isReduced,
    mostStates: limits.states,
    until,
    ...(limits.endsEarly === true && { lookingFor: 'any' }),
  });
  const found = await search.run();
  const counterexamples: Counterexample[] = [];
  for (const violation of found.violations.slice(0, MOST_STORIES)) {
    const { property } = violation;
    const story = isReduced
      ? await shortest(scenario, limits, change, property)
      : await tell(space, search, violation);
    counterexamples.push({ property, story });
  }
  const unsound = isReduced && space.sharedFaults > 0;
  const { user, system } = process.cpuUsage(before);
  return {
    scenario,
    found,
    counterexamples,
    unreached: properties.endings
      .filter((ending) => !found.endings.has(ending))
      .map((ending) => `no order ends as "${ending}"`),
    unused: unusedIn(space),
    faults: space.tallies,
    decided: space.stepper.decided,
    seconds: (performance.now() - begun) / 1_000,
    cpuSeconds: (user + system) / 1_000_000,
    stopped:
      found.stopped ?? (unsound ? 'a fault that the reduction does not allow for' : undefined),
  };
}

const MOST_STORIES = 3;

/** Searches once more, every step of every order apart, for the shortest story. */
async function shortest(
  scenario: Scenario,
  limits: Limits,
  change: Change | undefined,
  property: string,
): Promise<readonly string[]> {
  const space = new Space(scenario.model(change));
  const options = {
    isReduced: false,
    mostStates: limits.states,
    until: performance.now() + limits.seconds * 1_000,
    lookingFor: property,
  };
  const search = new Search(space, scenario.properties(space), options);
  const { violations, states } = await search.run();
  const violation = violations.find((each) => each.property === property);
  if (violation !== undefined) return await tell(space, search, violation);
  return [
    `     its shortest story is longer than the ${states} states that were searched without reduction`,
  ];
}

function unusedIn(space: Space): readonly string[] {
  return [...space.tallies].flatMap(([fault, { tried }]) =>
    space.model.faults.has(fault) && tried === 0 ? [`the fault "${fault}" never happens`] : [],
  );
}

/** Whether everything was seen and all of it was right. */
export const isProven = (report: Report): boolean =>
  report.stopped === undefined &&
  report.counterexamples.length === 0 &&
  report.found.violations.length === 0 &&
  report.unreached.length === 0 &&
  report.unused.length === 0;
