import { chanceOf } from '../chance.ts';
import { type Mutant, MUTANTS } from '../loading/mutants.ts';
import type { Scenario } from '../scenario.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import type { Finding } from './finding.ts';
import { play } from './play.ts';
import { openStage } from './stage.ts';

/** What became of a mutant. */
export interface MutantRow {
  readonly name: string;
  readonly title: string;
  readonly scenario: string;
  /** The invariants that it breaks; none when nobody has noticed. */
  readonly caughtBy: readonly string[];
  readonly findings: readonly Finding[];
}

const PROMISE = /^[IL]\d/;
/** What a scenario is about may come by chance: as many rounds as a table of scenarios has. */
const ROUNDS = 3;

/**
 * The mutants of these names, or all.
 * @throws RangeError for a name of none
 */
export function mutantsNamed(names: readonly string[] | 'all'): readonly Mutant[] {
  if (names === 'all') return MUTANTS;
  return names.map((name) => {
    const found = MUTANTS.find((mutant) => mutant.name === name);
    if (found !== undefined) return found;
    throw new RangeError(
      `No mutant is named "${name}". ${MUTANTS.map((each) => each.name).join(', ')}`,
    );
  });
}

/** Plays a mutant's scenario on a shop whose services lack the defence, until a promise is broken. */
export async function tryMutant(mutant: Mutant, seed: string): Promise<MutantRow> {
  const { name, title, scenario } = mutant;
  let findings: readonly Finding[] = [];
  let caughtBy: readonly string[] = [];
  for (let round = 1; round <= ROUNDS && caughtBy.length === 0; round++) {
    findings = await findingsOf(mutant, `${seed}/${name}-${round}`);
    caughtBy = brokenIn(findings);
  }
  return { name, title, scenario, caughtBy, findings };
}

function brokenIn(findings: readonly Finding[]): readonly string[] {
  const broken = findings.map(({ invariant }) => invariant).filter((each) => PROMISE.test(each));
  return [...new Set(broken)].toSorted(inOrder);
}

async function findingsOf({ name, scenario }: Mutant, seed: string): Promise<readonly Finding[]> {
  try {
    const of = scenarioNamed(scenario);
    const stage = await openStage(of.world ?? {}, { MUTANT: name });
    const played = await play(stage, of, chanceOf(seed));
    await stage.close().catch(() => undefined);
    return played.findings;
  } catch (error) {
    return [{ invariant: 'start', what: String(error) }];
  }
}

function scenarioNamed(name: string): Scenario {
  const found = Object.values(SCENARIOS)
    .flat()
    .find((scenario) => scenario.name === name);
  if (found === undefined) throw new RangeError(`no scenario is named ${name}`);
  return found;
}

const inOrder = (one: string, other: string): number =>
  one.localeCompare(other, 'en', { numeric: true });
