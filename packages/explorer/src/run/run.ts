import { readFileSync, writeFileSync } from 'node:fs';
import { mutants } from '../mutants/catalogue.ts';
import {
  between,
  catchLineOf,
  faultTableOf,
  lineOf,
  mutantTableOf,
  tableOf,
} from '../report/lines.ts';
import { scenarios } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { explore, isProven, type Limits, type Report } from './explore.ts';
import { type Catch, hunt } from './hunt.ts';
import type { Options } from './options.ts';

/** Explores what was asked for, says it line by line, and gives the exit code. */
export async function run(options: Options): Promise<number> {
  if (options.list) return list();
  return options.mutants === undefined ? await exploreAll(options) : await huntAll(options);
}

function list(): number {
  for (const { name, title, isQuick } of scenarios) {
    console.log(`${name}: ${title}${isQuick ? '' : ' (--full)'}`);
  }
  for (const { name, breaks, scenario } of mutants)
    console.log(`mutant ${name}: ${breaks} (${scenario})`);
  console.log(`${scenarios.length} scenarios, ${mutants.length} mistakes`);
  return 0;
}

const limitsOf = ({ states, minutes }: Options): Limits => ({ states, seconds: minutes * 60 });

async function exploreAll(options: Options): Promise<number> {
  const reports: Report[] = [];
  for (const scenario of chosenFrom(
    scenarios,
    options.scenarios,
    ({ isQuick }) => options.full || isQuick,
  )) {
    const report = await explore(scenario, limitsOf(options));
    reports.push(report);
    console.log(lineOf(report));
    for (const { property, story } of report.counterexamples) {
      console.log(`   ${property}\n${story.join('\n')}`);
    }
  }
  if (options.report !== undefined) {
    write(options.report, { explored: tableOf(reports), faults: faultTableOf(reports) });
  }
  const proven = reports.filter(isProven).length;
  const states = reports.reduce((sum, { found }) => sum + found.states, 0);
  const wrong = reports.reduce((sum, { found }) => sum + found.violations.length, 0);
  console.log(
    `explore: ${proven} of ${reports.length} scenarios seen to the end and right, ${states.toLocaleString('en')} states, ${wrong} violations`,
  );
  return proven === reports.length ? 0 : 1;
}

async function huntAll(options: Options): Promise<number> {
  const names = options.mutants === 'all' ? [] : (options.mutants ?? []);
  const catches: Catch[] = [];
  for (const mutant of chosenFrom(mutants, names, () => true)) {
    const caught = await hunt(mutant, scenarioOf(mutant.scenario), limitsOf(options));
    catches.push(caught);
    console.log(catchLineOf(caught));
    if (options.stories) console.log(caught.story.join('\n'));
  }
  if (options.report !== undefined) write(options.report, { mutants: mutantTableOf(catches) });
  const found = catches.filter(({ caughtBy }) => caughtBy.length > 0).length;
  console.log(`explore: ${found} of ${catches.length} seeded mistakes caught`);
  return found === catches.length ? 0 : 1;
}

function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new TypeError(`there is no scenario ${name}; see --list`);
  return found;
}

/** Those of these names, or the usual ones. Throws for a name that nothing has. */
function chosenFrom<Item extends { readonly name: string }>(
  items: readonly Item[],
  names: readonly string[],
  isUsual: (item: Item) => boolean,
): readonly Item[] {
  if (names.length === 0) return items.filter(isUsual);
  return names.map((name) => {
    const found = items.find((item) => item.name === name);
    if (found === undefined) throw new TypeError(`there is no ${name}; see --list`);
    return found;
  });
}

function write(file: string, tables: Readonly<Record<string, string>>): void {
  let document = readFileSync(file, 'utf8');
  for (const [marker, table] of Object.entries(tables)) document = between(document, marker, table);
  writeFileSync(file, document);
}
