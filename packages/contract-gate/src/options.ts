import { parseArgs } from 'node:util';

/** What a call of the gate does beside comparing. */
export interface GateOptions {
  /** Compare the generated documents instead of writing them. */
  readonly check: boolean;
  /** Record today's contracts as a release. */
  readonly release: boolean;
  /** List every field that nobody was seen to read. */
  readonly unread: boolean;
  /** Take bodies from the streams of a running shop into the corpus. */
  readonly record: boolean;
}

export const usage = `npm run contracts -- [options]
  Compares today's contracts with every release of them, replays every body that was ever recorded and what consumers rely on, and writes
  the documents that are derived from contracts (docs/contracts).
  --check      writes nothing: a document that is not as the contracts say is a failure
  --release    records today's contracts as the next release (contracts/released); refused when something promised is not kept
  --unread     lists the fields of events that nobody was seen to read
  --record     takes bodies from the streams of a running shop into the corpus (contracts/recorded); reads NATS_URL, NATS_USER, NATS_PASSWORD
Exits 1 when something promised is not kept. What each kind of change does to whom: docs/contracts/compatibility.md.`;

/**
 * Reads the command line.
 * @throws TypeError for what it does not know
 */
export function readOptions(args: readonly string[]): GateOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      unread: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, ...options } = values;
  if (help) return 'help';
  if (options.check && (options.release || options.record)) {
    throw new TypeError('--check writes nothing: leave out --release and --record');
  }
  return options;
}
