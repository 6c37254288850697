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

  it('goes on evenly beyond an id whose clock was ahead', () => {
    const comparison = new Comparison(100);
    const ahead = idOf(0x7000_0000);
    const ids = [...Array.from({ length: 1_000 }, (_, at) => idOf(at + 1)), ahead];
    const [rows, held] = [
      [ahead, ...ids],
      [ahead, ...ids],
    ].map((each) => each.values());
    let seq = 0;
    for (let left = rows?.next(), right = held?.next(); !(left?.done && right?.done);) {
      if (right?.value !== undefined && (comparison.wantsHeld || left?.done === true)) {
        comparison.holds(right.value);
        right = held?.next();
      } else {
        comparison.row(++seq, left?.value ?? '');
        left = rows?.next();
      }
    }
    expect(comparison.finish().toString()).toBe('{}');
  });
});
