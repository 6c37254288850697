import type { Assessment } from './assess.ts';
import type { SoakOptions } from './options.ts';
import type { Retention } from './retention.ts';

/** What a run came to. */
export interface Outcome {
  readonly options: SoakOptions;
  readonly retention: Retention;
  readonly seconds: number;
  readonly ended: number;
  readonly repeated: number;
  readonly assessments: readonly Assessment[];
  /** Everything that is wrong, in words. */
  readonly wrong: readonly string[];
}

const MEGABYTE = 1_048_576;
const TITLES = {
  memory: 'resident memory of each process',
  heap: 'memory in use in each service after a collection',
  table: 'tables with their indexes',
  broker: 'the broker’s store',
} as const;
const KINDS = ['memory', 'heap', 'table', 'broker'] as const;
/** Smaller tables that are bounded tell nothing. */
const LEAST_TOLD = 2 * MEGABYTE;

/** The table of a run as Markdown, in megabytes. */
export function tableOf({ assessments }: Pick<Outcome, 'assessments'>): string {
  return KINDS.flatMap((kind) => [
    `| ${TITLES[kind]}, MB | 1st quarter | 2nd | 3rd | last | most | |`,
    '|---|--:|--:|--:|--:|--:|---|',
    ...assessments.filter((each) => each.kind === kind && isWorthTelling(each)).map(lineOf),
    '',
  ]).join('\n');
}

const isWorthTelling = ({ kind, most, verdict }: Assessment): boolean =>
  kind !== 'table' || verdict === 'growing' || most >= LEAST_TOLD;

function lineOf({ name, quarters, most, verdict }: Assessment): string {
  const figures = [...quarters, most].map((bytes) => (bytes / MEGABYTE).toFixed(1));
  return `| ${name} | ${figures.join(' | ')} | ${verdict} |`;
}

/** What the run was, in a line. */
export function headOf({ options, retention, seconds, repeated }: Outcome): string {
  const { step, outbox, stream, inbox } = retention;
  const rate = Math.round(options.orders / seconds);
  const sent = repeated === 0 ? '' : `, ${repeated} sent again`;
  return (
    `${options.orders} orders in ${Math.round(seconds)} s (${rate} a second${sent}); ` +
    `partitions of ${step} s, ${Math.floor(seconds / step)} of them; kept: outbox ${outbox} s, streams ${stream} s, inbox ${inbox} s`
  );
}

/** The last line. */
export function verdictOn({ wrong, ended, assessments, options }: Outcome): string {
  const untold = assessments.filter(({ verdict }) => verdict === 'too short').length;
  if (wrong.length > 0) return `soak: FAILED: ${wrong.slice(0, 5).join('; ')}`;
  const rest = untold === 0 ? '' : `; for ${untold} figures the run was too short to tell`;
  return `soak: ok, ${ended} of ${options.orders} orders ended right, memory flat, tables bounded, nothing left over${rest}`;
}
