import type { MutantRow } from './mutate.ts';
import type { Row } from './row.ts';

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

/** `✓ 15 broker's store wiped · 3 runs · 1,240 orders · 3 faults · 0 violations · recovered in 2.1 s` */
export function lineOf(row: Row): string {
  const { recoverySeconds: seconds } = row;
  return [
    `${row.violations === 0 ? '✓' : '✗'} ${row.faultNumbers.join(', ')} ${row.title}`,
    count(row.runs, 'run'),
    count(row.orders, 'order'),
    count(row.faults, 'fault'),
    count(row.violations, 'violation'),
    seconds === undefined ? 'did not recover' : `recovered in ${seconds.toFixed(1)} s`,
  ].join(' · ');
}

/** The table of a document. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows
    .toSorted((one, other) => (one.faultNumbers[0] ?? 0) - (other.faultNumbers[0] ?? 0))
    .map((row) => {
      const recovery = row.recoverySeconds === undefined ? '–' : row.recoverySeconds.toFixed(1);
      return `| ${[
        row.faultNumbers.join(', '),
        row.title,
        row.runs,
        row.orders.toLocaleString('en'),
        row.faults.toLocaleString('en'),
        row.violations,
        recovery,
      ].join(' | ')} |`;
    });
  const head = '| fault | what | runs | orders | injected | violations | recovered in, s |';
  return [head, '|---|---|--:|--:|--:|--:|--:|', ...lines].join('\n');
}

/**
 * Puts a text between the markers of a document.
 * @throws Error when it has no such markers
 */
export function between(document: string, marker: string, text: string): string {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}

/** `✓ no-repair: the relay does not compare with the broker · broker-store-wiped · caught by I5, I8, I12` */
export function mutantLineOf({ name, title, scenario, caughtBy, findings }: MutantRow): string {
  if (caughtBy.length > 0) {
    return `✓ without: ${name} · ${title} · ${scenario} · caught by ${caughtBy.join(', ')}`;
  }
  const instead = findings.map(({ invariant, what }) => `${invariant}: ${what}`).join('; ');
  return `✗ without: ${name} · ${title} · ${scenario} · NOT CAUGHT ${instead}`.trimEnd();
}

/** The table of a document. */
export function mutantTableOf(rows: readonly MutantRow[]): string {
  const lines = rows.map(({ name, title, scenario, caughtBy }) => {
    const fails = caughtBy.length === 0 ? 'none: not caught' : caughtBy.join(', ');
    return `| ${name} | ${title} | ${scenario} | ${fails} |`;
  });
  const head = '| switched off | so that | shown by | invariants that fail |';
  return [head, '|---|---|---|---|', ...lines].join('\n');
}

/** The last line, and whether everything was as it must be. */
export function verdict({
  rows,
  missing,
  mutants,
  seed,
  seconds,
}: {
  readonly rows: readonly Row[];
  /** Ways in which orders have to end and none has. */
  readonly missing: readonly string[];
  readonly mutants: readonly MutantRow[];
  readonly seed: string;
  readonly seconds: number;
}): { readonly isGood: boolean; readonly text: string } {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const bad = [
    ...rows.filter(({ violations }) => violations > 0).map(({ name }) => name),
    ...mutants.filter(({ caughtBy }) => caughtBy.length === 0).map(({ name }) => name),
    ...missing.map((end) => `no order was ${end}`),
  ];
  const done = [
    count(rows.length, 'scenario'),
    count(
      sum(({ runs }) => runs),
      'run',
    ),
    count(
      sum(({ orders }) => orders),
      'order',
    ),
    count(
      sum(({ faults }) => faults),
      'fault',
    ),
    count(
      sum(({ violations }) => violations),
      'violation',
    ),
    count(mutants.length, 'mutant'),
    `${Math.round(seconds)} s`,
    `seed ${seed}`,
  ].join(' · ');
  const isGood = bad.length === 0;
  return { isGood, text: `chaos: ${isGood ? 'ok' : `FAILED: ${bad.join(', ')}`} · ${done}` };
}
