import { readFile, writeFile } from 'node:fs/promises';
import { type Mutant, MUTANTS } from '../loading/mutants.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { choose, type LeftOut } from './choose.ts';
import { type MutantRow, mutantsNamed, tryMutant } from './mutate.ts';
import type { ChaosOptions } from './options.ts';
import { endsLineOf, endsOf, missingEnds } from './ends-seen.ts';
import { idleChecks } from './idle-checks.ts';
import { type Report, reportIn } from './report-in-document.ts';
import { lineOf, mutantLineOf, verdict } from './report.ts';
import type { Row } from './row.ts';
import { Run } from './run.ts';

/** What a run comes to. */
interface Outcome {
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
  /** What should have been there and was not, beside what rows tell, in words. */
  readonly amiss: readonly string[];
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
  await report(options, reportOf(options, outcome));
  const seconds = (performance.now() - begunAt) / 1_000;
  const { isGood, text } = verdict({ ...outcome, seed: options.seed, seconds });
  console.log(text);
  return isGood ? 0 : 1;
}

const NOTHING: Omit<Outcome, 'mutants'> = { rows: [], leftOut: [], amiss: [] };

async function playScenarios(options: ChaosOptions): Promise<Omit<Outcome, 'mutants'>> {
  const { chosen, leftOut } = await choose(options);
  const run = new Run(options.seed, options.rounds, {
    row: async (row) => {
      console.log(options.json ? JSON.stringify(row) : lineOf(row));
      // a run that is cut leaves what it has seen by then
      await report(options, { rows: [row], notRun: [], mutants: [], isPart: true });
    },
    violation: (lines) => console.error(lines.map((line) => `    ${line}`).join('\n')),
  });
  const played = await run.playAll(chosen);
  for (const { scenario, reason } of leftOut) {
    console.log(`– ${scenario.faults.join(', ')} ${scenario.title} · not run: ${reason}`);
  }
  const ends = endsOf(played);
  if (!options.json) console.log(endsLineOf(ends));
  const amiss = [
    ...run.troubles,
    ...missingEnds(ends).map((end) => `no order was ${end}`),
    ...(isWhole(options) ? idleChecks(played).map((name) => `${name} looked at nothing`) : []),
    ...(run.rows.length === 0 ? ['no scenario was played'] : []),
  ];
  return { rows: run.rows, leftOut, amiss };
}

const isWhole = ({ only, quick }: ChaosOptions): boolean => only.length === 0 && !quick;

async function tryMutants(options: ChaosOptions): Promise<readonly MutantRow[]> {
  const rows: MutantRow[] = [];
  for (const mutant of mutantsOf(options)) {
    const row = await tryMutant(mutant, options.seed);
    rows.push(row);
    console.log(options.json ? JSON.stringify(row) : mutantLineOf(row));
    await report(options, { rows: [], notRun: [], mutants: [row], isPart: true });
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

function reportOf(options: ChaosOptions, { rows, leftOut, mutants }: Outcome): Report {
  const notRun = leftOut.map(({ scenario, reason }) => `${scenario.title}: ${reason}`);
  const isPart = !isWhole(options) || (options.mutants !== undefined && options.mutants !== 'all');
  return { rows, notRun, mutants, isPart };
}

/** Writes what is known into the document that the options name, if they name one. */
async function report({ report: file }: ChaosOptions, known: Report): Promise<void> {
  if (file === undefined) return;
  await writeFile(file, reportIn(await readFile(file, 'utf8'), known));
}
