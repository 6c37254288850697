import { parseArgs } from 'node:util';

/** What the long run does. */
export interface SoakOptions {
  readonly orders: number;
  /** Orders under way at a time. */
  readonly window: number;
  /** How long published outbox rows are kept, in seconds; everything else follows from it. */
  readonly retentionSeconds: number;
  readonly json: boolean;
}

export const usage = `npm run soak -- [options]
  Sends many orders in a row through the whole shop, every service a process of its own, as fast as they end, with so short a retention that partitions
  come and go all the time. Samples the memory of every process and the size of every table, index and stream. At the end all orders must have ended
  right, the audit must be clean, memory must be flat, tables bounded, and nothing left over.
  --orders N               how many (200000)
  --window N               orders under way at a time (800)
  --retention-seconds N    how long the outbox keeps what is published (20)
  --json                   samples and findings as JSON`;

/** Reads the command line. Throws on an option that is not known or not a number. */
export function readOptions(args: readonly string[]): SoakOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: 'string', default: '200000' },
      window: { type: 'string', default: '800' },
      'retention-seconds': { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    orders: positive('orders', values.orders),
    window: positive('window', values.window),
    retentionSeconds: positive('retention-seconds', values['retention-seconds']),
    json: values.json,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0, not "${text}"`);
}
