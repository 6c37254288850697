import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What a run does. */
export interface Options {
  readonly from: number;
  readonly seeds: number;
  readonly jobs: number;
  /** One seed, told line by line; undefined for many. */
  readonly seed: number | undefined;
  /** Whether mistakes are seeded, and which; undefined when none are. */
  readonly mutants: readonly string[] | 'all' | undefined;
  readonly list: boolean;
  /** A Markdown file into which the tables are written, between its markers. */
  readonly report: string | undefined;
}

export const usage = `npm run simulate -- [options]
  Lets the shop live through troubles drawn from seeds: the services and the runtime as they are in production, on a clock, a database, a broker, a payment
  provider and customers that are simulated. Each seed is a shop with orders and faults; when all is mended everything must come to its end, and be right.
  --seeds N         how many (200)
  --from N          the first (1)
  --seed N          this one, told line by line: the same every time
  --jobs N          threads (one for each core)
  --mutants         seeds each mistake of the catalogue in turn; passes when each is found that the simulator is to find
  --mutant A,B      only these mistakes
  --list            what faults and mistakes there are, and stop
  --report FILE     writes the tables into a Markdown file, between its markers
A seed that is violated is made smaller before it is told. Exits 1 when something is wrong.`;

const SEEDS = 200;
/** A mistake that is not found in so many is not found. */
const SEEDS_FOR_A_MUTANT = 400;

/**
 * Reads the command line.
 * @throws TypeError for what it does not know
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      mutants: { type: 'boolean', default: false },
      mutant: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const chosen = values.mutant.flatMap((names) => names.split(',')).filter(Boolean);
  const mutants = chosen.length > 0 ? chosen : values.mutants ? 'all' : undefined;
  const usual = mutants === undefined ? SEEDS : SEEDS_FOR_A_MUTANT;
  return {
    from: whole('from', values.from),
    seeds: whole('seeds', values.seeds ?? String(usual)),
    jobs: whole('jobs', values.jobs),
    seed: values.seed === undefined ? undefined : whole('seed', values.seed),
    mutants,
    list: values.list,
    report: values.report,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0, not "${text}"`);
}
