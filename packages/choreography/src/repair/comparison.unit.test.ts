import { describe, expect, it } from 'vitest';
import { Comparison } from './comparison.ts';

/** Ids of moments that follow each other. */
const idOf = (n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

describe('the comparison of rows with a stream', () => {
  it('finds the rows that the stream does not hold', () => {
    const comparison = new Comparison();
    for (let n = 1; n <= 10; n++) comparison.row(n, idOf(n));
    for (const n of [1, 2, 3, 6, 7, 10]) comparison.holds(idOf(n));
    expect(comparison.finish().toString()).toBe('{[4,6),[8,10)}');
  });

  it('finds none whatever the order and however often something is there', () => {
    const comparison = new Comparison();
    comparison.holds(idOf(3));
    comparison.row(1, idOf(1));
    comparison.holds(idOf(1));
    comparison.holds(idOf(1));
    comparison.row(3, idOf(3));
    expect(comparison.finish().toString()).toBe('{}');
  });

  it('takes rows for missing, never for there, when too much waits', () => {
    const comparison = new Comparison(5);
    for (let n = 1; n <= 8; n++) comparison.row(n, idOf(n));
    for (let n = 1; n <= 8; n++) comparison.holds(idOf(n));
    expect(comparison.finish().toString()).toBe('{[1,4)}');
    const other = new Comparison(5);
    for (let n = 1; n <= 8; n++) other.holds(idOf(n));
    for (let n = 1; n <= 8; n++) other.row(n, idOf(n));
    expect(other.finish().toString()).toBe('{[1,4)}');
  });

  it('asks for the side that lags behind', () => {
    const comparison = new Comparison();
    comparison.row(1, idOf(0x20_0000));
    expect(comparison.wantsHeld).toBe(true);
    comparison.holds(idOf(0x30_0000));
    expect(comparison.wantsHeld).toBe(false);
  });

  const ids = Array.from({ length: 2_000 }, (_, at) => idOf((at + 0x1_0000) << 10));
  const isGone = (at: number): boolean => at >= 200 && at < 280;
  const there = ids.filter((_, at) => !isGone(at));

  it('finds what is missing and nothing else, though it is most of what may wait', () => {
    expect(missing(100, ids, there)).toBe('{[201,281)}');
  });

  it('finds it also when clocks were ahead for a while', () => {
    const skewed = (id: string, at: number): string =>
      at >= 400 && at < 900 ? `7${id.slice(1)}` : id;
    const rows = ids.map(skewed);
    const held = rows.filter((_, at) => !isGone(at));
    expect(missing(100, rows, held)).toBe('{[201,281)}');
  });

  it('finds it also when the stream keeps much that is older than all rows', () => {
    const older = Array.from({ length: 5_000 }, (_, at) => idOf(at + 1));
    expect(missing(100, ids, [...older, ...there])).toBe('{[201,281)}');
  });
});

/** Compares as a search does: fed is the side that lags behind, as long as it has something. */
function missing(mostWaiting: number, rows: readonly string[], held: readonly string[]): string {
  const comparison = new Comparison(mostWaiting);
  const [left, right] = [rows.values(), held.values()];
  let [row, other] = [left.next(), right.next()];
  for (let seq = 1; row.done !== true || other.done !== true;) {
    if (other.done !== true && (comparison.wantsHeld || row.done === true)) {
      comparison.holds(other.value);
      other = right.next();
    } else if (row.done !== true) {
      comparison.row(seq++, row.value);
      row = left.next();
    }
  }
  return comparison.finish().toString();
}
