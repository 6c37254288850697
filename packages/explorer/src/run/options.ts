import { parseArgs } from 'node:util';

/** What a run does. */
export interface Options {
  readonly full: boolean;
  /** Whether mistakes are seeded, and which; undefined when none are. */
  readonly mutants: readonly string[] | 'all' | undefined;
  /** Names of scenarios; empty means the usual ones. */
  readonly scenarios: readonly string[];
  readonly states: number;
  readonly minutes: number;
  readonly list: boolean;
  readonly stories: boolean;
  /** A Markdown file into which the tables are written, between its markers. */
  readonly report: string | undefined;
}

export const usage = `npm run explore -- [options]
  Follows the choreography through every order of its messages, with every fault, to the end, and checks what must hold.
  --scenario A,B    only these scenarios
  --full            also those that take long
  --mutants         seeds each mistake of the catalogue in turn; passes when each is found
  --mutant A,B      only these mistakes
  --stories         with mistakes: tells the shortest story of each
  --states N        stops a scenario after so many states (20,000,000)
  --minutes N       stops a scenario after so much time (30; for a mistake 3)
  --list            what there is, and stop
  --report FILE     writes the tables into a Markdown file, between its markers
Where a limit stops it, it says so, and claims nothing. Exits 1 when something is wrong, or was not seen to its end.`;

const STATES = 20_000_000;
const MINUTES = 30;
const MINUTES_FOR_A_MUTANT = 3;

/**
 * Reads the command line.
 * @throws TypeError for what it does not know
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      full: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      mutant: { type: 'string', multiple: true, default: [] },
      stories: { type: 'boolean', default: false },
      states: { type: 'string', default: String(STATES) },
      minutes: { type: 'string' },
      list: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const chosen = words(values.mutant);
  const mutants = chosen.length > 0 ? chosen : values.mutants ? 'all' : undefined;
  const usual = mutants === undefined ? MINUTES : MINUTES_FOR_A_MUTANT;
  const { full, stories, list, report } = values;
  return {
    full,
    mutants,
    scenarios: words(values.scenario),
    states: positive('states', values.states),
    minutes: positive('minutes', values.minutes ?? String(usual)),
    list,
    stories,
    report,
  };
}

const words = (texts: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter(Boolean);

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0, not "${text}"`);
}
