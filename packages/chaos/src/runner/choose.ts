import { whyNoSmallDisk } from '../faults/small-disk.ts';
import type { Need, Scenario, WorldOptions } from '../scenario.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import type { ChaosOptions } from './options.ts';

/** A scenario that is not run here, and why. */
export interface LeftOut {
  readonly scenario: Scenario;
  readonly reason: string;
}

/** What a run plays. */
export interface Choice {
  readonly chosen: readonly Scenario[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The scenarios that the options name and that the machine can play, those that share a shop next to each other.
 * @throws RangeError when a name is that of nothing
 */
export async function choose({ only, quick }: ChaosOptions): Promise<Choice> {
  const all =
    only.length === 0 ? Object.values(SCENARIOS).flat() : [...new Set(only.flatMap(named))];
  const wanted = quick && only.length === 0 ? all.filter((scenario) => scenario.quick) : all;
  const judged = await Promise.all(
    wanted.map(async (scenario) => ({ scenario, reason: await reasonAgainst(scenario) })),
  );
  const leftOut = judged.flatMap(({ scenario, reason }) =>
    reason === undefined ? [] : [{ scenario, reason }],
  );
  const playable = judged.filter(({ reason }) => reason === undefined);
  return { chosen: byWorld(playable.map(({ scenario }) => scenario)), leftOut };
}

function named(word: string): readonly Scenario[] {
  const folder = SCENARIOS[word];
  if (folder !== undefined) return folder;
  const found = Object.values(SCENARIOS)
    .flat()
    .filter(({ name, faults }) => name === word || faults.includes(Number(word)));
  if (found.length > 0) return found;
  throw new RangeError(`Nothing is named "${word}"; --list shows what there is.`);
}

const OBSTACLES: Readonly<Record<Need, () => Promise<string | undefined>>> = {
  root: whyNoSmallDisk,
};

async function reasonAgainst({ needs = [] }: Scenario): Promise<string | undefined> {
  for (const need of needs) {
    const reason = await OBSTACLES[need]();
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function byWorld(scenarios: readonly Scenario[]): readonly Scenario[] {
  const groups = Map.groupBy(scenarios, ({ world = {} }) => worldKey(world));
  return [...groups.values()].flat();
}

const functions = new Map<unknown, number>();

/** The same for two worlds in which one shop will do. */
export function worldKey(world: WorldOptions): string {
  return JSON.stringify(world, (_name, value: unknown) => {
    if (typeof value !== 'function') return value;
    if (!functions.has(value)) functions.set(value, functions.size);
    return `function ${functions.get(value)}`;
  });
}
