import { readFileSync, writeFileSync } from 'node:fs';
import { mutants, type Mutant } from '../mutants/catalogue.ts';
import {
  addUp,
  between,
  type Catch,
  catchLine,
  catchTable,
  sightsTable,
  storyOf,
} from '../report/lines.ts';
import { Crew } from './crew.ts';
import { faultNames } from './faults.ts';
import type { Options } from './options.ts';
import { planFor } from './plan.ts';
import { shrink } from './shrink.ts';
import type { Result } from './simulate.ts';

/** Of so many seeds each, it is told how far it has come. */
const PROGRESS = 1_000;

/** Simulates what was asked for, tells it line by line, and gives the exit code. */
export async function run(options: Options): Promise<number> {
  if (options.list) return list();
  const crew = new Crew(options.seed === undefined ? options.jobs : 1);
  try {
    if (options.seed !== undefined) return await tell(crew, options.seed);
    return options.mutants === undefined ? await seeds(crew, options) : await hunt(crew, options);
  } finally {
    await crew.dismiss();
  }
}

function list(): number {
  for (const name of faultNames) console.log(`fault: ${name}`);
  for (const { name, breaks } of mutants) console.log(`mutant ${name}: ${breaks}`);
  console.log(`${faultNames.length} faults, ${mutants.length} mistakes`);
  return 0;
}

/** One seed, line by line. */
async function tell(crew: Crew, seed: number): Promise<number> {
  const { trace, violations, hash, virtualSeconds } = await crew.perform({
    seed,
    keepsTrace: true,
  });
  console.log(trace.join('\n'));
  console.log(
    `simulate: seed ${seed}, ${virtualSeconds} s of its time, trace ${hash}, ${violations.length} violations`,
  );
  return violations.length === 0 ? 0 : 1;
}

async function seeds(crew: Crew, { from, seeds: count, report }: Options): Promise<number> {
  const begun = performance.now();
  const results: Result[] = [];
  const perform = async (seed: number): Promise<void> => {
    const result = await crew.perform({ seed });
    results.push(result);
    if (result.violations.length > 0) await tellSmaller(crew, result);
    if (results.length % PROGRESS === 0) console.log(`${results.length} seeds`);
  };
  await Promise.all(Array.from({ length: count }, (_, at) => perform(from + at)));
  const took = (performance.now() - begun) / 1_000;
  const sums = addUp(results);
  for (const [name, times] of sums) console.log(`   ${times.toLocaleString('en')} ${name}`);
  const wrong = results.filter(({ violations }) => violations.length > 0).length;
  const lived = results.reduce((sum, { virtualSeconds }) => sum + virtualSeconds, 0);
  const line = `${count.toLocaleString('en')} seeds from ${from}, ${wrong} violated, ${(lived / 3_600).toFixed(0)} hours of their time in ${took.toFixed(0)} s, ${(count / took).toFixed(1)} seeds a second`;
  if (report !== undefined) write(report, 'simulated', `${line}\n\n${sightsTable(sums)}`);
  console.log(`simulate: ${line}`);
  return wrong === 0 ? 0 : 1;
}

async function tellSmaller(crew: Crew, result: Result): Promise<void> {
  const { seed } = result;
  const attempt = (plan: ReturnType<typeof planFor>): Promise<Result> =>
    crew.perform({ seed, plan, keepsTrace: true });
  const found = await shrink(planFor(seed), result, attempt);
  console.log(storyOf(found).join('\n'));
}

async function hunt(crew: Crew, options: Options): Promise<number> {
  const catches: Catch[] = [];
  const { mutants: names, report } = options;
  for (const mutant of mutants.filter(
    ({ name }) => names === 'all' || names?.includes(name) === true,
  )) {
    const caught = await huntOne(crew, mutant, options);
    catches.push(caught);
    console.log(catchLine(caught));
  }
  if (report !== undefined) write(report, 'simulated mistakes', catchTable(catches));
  const found = catches.filter(({ seeds: needed }) => needed !== undefined).length;
  // what the explorer finds may be too rare for seeds
  const isGood = catches.every(({ isShared, seeds: needed }) => isShared || needed !== undefined);
  console.log(`simulate: ${found} of ${catches.length} seeded mistakes found`);
  return isGood ? 0 : 1;
}

async function huntOne(
  crew: Crew,
  { name, breaks, isShared }: Mutant,
  { from, seeds: most, jobs }: Options,
): Promise<Catch> {
  for (let seed = from; seed < from + most; seed += jobs) {
    const tried = Array.from({ length: jobs }, (_, at) =>
      crew.perform({ seed: seed + at, mutant: name }),
    );
    const found = (await Promise.all(tried)).find(({ violations }) => violations.length > 0);
    if (found === undefined) continue;
    const [violation = ''] = found.violations;
    const words = violation.replace(/^[or]-\d+: /, '');
    return { name, breaks, isShared, seeds: found.seed - from + 1, violation: words };
  }
  return { name, breaks, isShared, seeds: undefined, violation: '' };
}

function write(file: string, marker: string, text: string): void {
  writeFileSync(file, between(readFileSync(file, 'utf8'), marker, text));
}
