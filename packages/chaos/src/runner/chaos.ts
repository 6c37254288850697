import { readFile, writeFile } from 'node:fs/promises';
import { type Mutant, MUTANTS } from '../loading/mutants.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { choose, type LeftOut } from './choose.ts';
import { type MutantRow, mutantsNamed, tryMutant } from './mutate.ts';
import type { ChaosOptions } from './options.ts';
import { endsLineOf, endsOf, missingEnds } from './ends-seen.ts';
import { between, lineOf, mutantLineOf, mutantTableOf, tableOf, verdict } from './report.ts';
import type { Row } from './row.ts';
import { Run } from './run.ts';

/** What a run comes to. */
interface Outcome {
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
  /** Ways in which no order has ended. */
  readonly missing: readonly string[];
  readonly mutants: readonly MutantRow[];
}

/** Does what the options say; returns the exit code. */
export async function chaos(options: ChaosOptions): Promise<number> {
  if (options.list) return list();
  const begunAt = performance.now();
  if (!options.json) console.log(`seed ${options.seed}`);
  const played = options.mutants === undefined ? await playScenarios(options) : NOTHING;
  const mutants = await tryMutants(options);
  const outcome = { ...played, mutants };
  if (options.report !== undefined) await writeReport(options.report, outcome);
  const seconds = (performance.now() - begunAt) / 1_000;
  const { isGood, text } = verdict({ ...outcome, seed: options.seed, seconds });
  console.log(text);
  return isGood ? 0 : 1;
}

const NOTHING: Omit<Outcome, 'mutants'> = { rows: [], leftOut: [], missing: [] };

async function playScenarios(options: ChaosOptions): Promise<Omit<Outcome, 'mutants'>> {
  const { chosen, leftOut } = await choose(options);
  const run = new Run(options.seed, options.rounds, {
    row: (row) => console.log(options.json ? JSON.stringify(row) : lineOf(row)),
    violation: (lines) => console.error(lines.map((line) => `    ${line}`).join('\n')),
  });
  const played = await run.playAll(chosen);
  for (const { scenario, reason } of leftOut) {
    console.log(`– ${scenario.faults.join(', ')} ${scenario.title} · not run: ${reason}`);
  }
  const ends = endsOf(played);
  if (!options.json) console.log(endsLineOf(ends));
  return { rows: run.rows, leftOut, missing: missingEnds(ends) };
}

async function tryMutants(options: ChaosOptions): Promise<readonly MutantRow[]> {
  const rows: MutantRow[] = [];
  for (const mutant of mutantsOf(options)) {
    const row = await tryMutant(mutant, options.seed);
    rows.push(row);
    console.log(options.json ? JSON.stringify(row) : mutantLineOf(row));
  }
  return rows;
}

function mutantsOf({ mutants, quick, only }: ChaosOptions): readonly Mutant[] {
  if (mutants !== undefined) return mutantsNamed(mutants);
  return quick && only.length === 0 ? MUTANTS.filter((mutant) => mutant.quick) : [];
}

function list(): number {
  for (const [folder, scenarios] of Object.entries(SCENARIOS)) {
    console.log(folder);
    for (const { name, faults, title, quick } of scenarios) {
      const mark = quick === true ? ' · quick' : '';
      console.log(`  ${name.padEnd(38)} ${faults.join(', ').padEnd(10)} ${title}${mark}`);
    }
  }
  console.log('mutants');
  for (const { name, scenario, title, quick } of MUTANTS) {
    const mark = quick === true ? ' · quick' : '';
    console.log(`  ${name.padEnd(24)} ${scenario.padEnd(24)} ${title}${mark}`);
  }
  return 0;
}

async function writeReport(file: string, { rows, leftOut, mutants }: Outcome): Promise<void> {
  let document = await readFile(file, 'utf8');
  if (rows.length > 0) {
    const missing = leftOut.map(({ scenario, reason }) => `- ${scenario.title}: ${reason}`);
    const text = [tableOf(rows), ...(missing.length > 0 ? ['', 'Not run:', ...missing] : [])];
    document = between(document, 'chaos', text.join('\n'));
  }
  if (mutants.length > 0) document = between(document, 'mutants', mutantTableOf(mutants));
  await writeFile(file, document);
}
