import { parseArgs } from 'node:util';

/** What a run does. */
export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: string;
  readonly quick: boolean;
  /** Fault numbers, names of scenarios, or folders of them; empty means all. */
  readonly only: readonly string[];
  readonly list: boolean;
  readonly json: boolean;
  /** Names of defences to switch off; undefined when none is. */
  readonly mutants: readonly string[] | 'all' | undefined;
  /** A Markdown file into which the table is written, between its markers. */
  readonly report: string | undefined;
}

export const usage = `npm run chaos -- [options]
  Makes every fault of the catalogue happen to a shop of real processes at work, and checks that nothing is lost and nothing happens twice.
  --rounds N        how often each scenario runs (1)
  --seed TEXT       reproduces what chance chooses: processes, moments, durations
  --only A,B        only these: numbers of faults, names of scenarios, or process, broker, messages, postgres, outside
  --quick           a choice of every kind of fault, and two mutants, in less than 6 minutes
  --mutants         switches off each defence in turn; passes when each is found out
  --mutant A,B      only these defences
  --list            what there is, and stop
  --json            a line of JSON for each scenario
  --report FILE     writes the table into a Markdown file, between its markers
Exits 1 when an invariant is violated.`;

/**
 * Reads the command line.
 * @throws TypeError for what it does not know
 */
export function readOptions(args: readonly string[], newSeed: () => string): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '1' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      mutant: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick, list, json, report } = values;
  return {
    rounds: positive('rounds', values.rounds),
    seed: values.seed ?? newSeed(),
    only: words(values.only),
    quick,
    list,
    json,
    mutants: values.mutants ? 'all' : noneOr(words(values.mutant)),
    report,
  };
}

const words = (texts: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter(Boolean);

const noneOr = (names: readonly string[]): readonly string[] | undefined =>
  names.length === 0 ? undefined : names;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0, not "${text}"`);
}
