import { parseArgs } from 'node:util';

/** What to measure. */
export interface BenchOptions {
  /** Orders at saturation. */
  readonly orders: number;
  /** Orders a second in the latency run. */
  readonly rate: number;
  /** Length of the latency run, in seconds. */
  readonly seconds: number;
  /** Messages in one transaction at most. */
  readonly batch: number;
  /** Whether the services share one process, or have one each. */
  readonly processes: 1 | 3;
  readonly only: 'saturation' | 'latency' | undefined;
}

export const usage = `npm run bench -- [options]
  Measures the order saga (order, inventory, payment with an in-process provider) on a real Postgres and a real nats-server.
  --orders N     orders at saturation (20000)
  --rate N       orders a second in the latency run (50)
  --seconds N    length of the latency run (20)
  --batch N      messages in one transaction at most (500)
  --processes 1|3  all services in one process, or one each (1)
  --only saturation|latency`;

/** Reads the command line. Throws on an option that is not known or not a number. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: 'string', default: '20000' },
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '20' },
      batch: { type: 'string', default: '500' },
      processes: { type: 'string', default: '1' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { only } = values;
  if (only !== undefined && only !== 'saturation' && only !== 'latency') {
    throw new TypeError(`--only takes saturation or latency, not "${only}"`);
  }
  return {
    orders: positive('orders', values.orders),
    rate: positive('rate', values.rate),
    seconds: positive('seconds', values.seconds),
    batch: positive('batch', values.batch),
    processes: processesOf(values.processes),
    only,
  };
}

function processesOf(text: string): 1 | 3 {
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw new TypeError(`--processes takes 1 or 3, not "${text}"`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0, not "${text}"`);
}
