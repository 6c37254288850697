import { table } from '../output/table.ts';

/** What one order was meant to show, and what it showed. */
export interface Played {
  readonly orderId: string;
  readonly title: string;
  readonly expected: string;
  readonly seen: string;
  /** From the first command to the settled end. */
  readonly tookMs: number;
}

export interface SummaryRow {
  readonly title: string;
  readonly expected: string;
  readonly orders: number;
  readonly asExpected: number;
  /** Other ends, each once, with an order that shows it. */
  readonly otherwise: readonly string[];
}

export function isAsExpected({ expected, seen }: Played): boolean {
  return seen === expected;
}

/** One row for each kind of order, in the order in which they first came. */
export function summarize(played: readonly Played[]): SummaryRow[] {
  const kinds = Map.groupBy(played, ({ title }) => title);
  return [...kinds].map(([title, all]) => ({
    title,
    expected: all[0]?.expected ?? '',
    orders: all.length,
    asExpected: all.filter(isAsExpected).length,
    otherwise: otherEnds(all.filter((one) => !isAsExpected(one))),
  }));
}

export function summaryText(rows: readonly SummaryRow[]): string {
  const cells = rows.map((row) => [
    row.asExpected === row.orders ? 'ok' : 'BAD',
    row.title,
    String(row.orders),
    String(row.asExpected),
    row.expected,
    row.otherwise.join('; '),
  ]);
  const header = ['', 'what was tried', 'orders', 'as expected', 'expected', 'seen otherwise'];
  return table(header, cells, ['orders', 'as expected']);
}

/** The value below which `share` (0 to 1) of all values lie; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function otherEnds(all: readonly Played[]): string[] {
  const ends = Map.groupBy(all, ({ seen }) => seen);
  return [...ends].map(([seen, [first]]) => `${seen} (${first?.orderId})`);
}
