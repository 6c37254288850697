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

/** `✓ no-repair: the relay does not compare with the broker · broker-store-wiped · caught by I5, I8, I12` */
export function mutantLineOf({ name, title, scenario, caughtBy, findings }: MutantRow): string {
  if (caughtBy.length > 0) {
    return `✓ without: ${name} · ${title} · ${scenario} · caught by ${caughtBy.join(', ')}`;
  }
  const instead = findings.map(({ invariant, what }) => `${invariant}: ${what}`).join('; ');
  return `✗ without: ${name} · ${title} · ${scenario} · NOT CAUGHT ${instead}`.trimEnd();
}

/** The last line, and whether everything was as it must be. */
export function verdict({
  rows,
  amiss,
  mutants,
  seed,
  seconds,
}: {
  readonly rows: readonly Row[];
  /** What should have been there and was not, beside what rows tell, in words. */
  readonly amiss: readonly string[];
  readonly mutants: readonly MutantRow[];
  readonly seed: string;
  readonly seconds: number;
}): { readonly isGood: boolean; readonly text: string } {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const bad = [
    ...rows.filter(({ violations }) => violations > 0).map(({ name }) => name),
    ...mutants.filter(({ caughtBy }) => caughtBy.length === 0).map(({ name }) => name),
    ...amiss,
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
