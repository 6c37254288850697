import { describe, expect, it } from 'vitest';
import { StateTable } from './table.ts';

describe('the table of states', () => {
  it('knows what it has taken in, in order, beyond its first size', () => {
    const table = new StateTable();
    const keys = Array.from({ length: 20_000 }, (_, at) => at * 2 ** 33 + (at % 7));
    expect(keys.every((key, at) => table.add(key, at - 1))).toBe(true);
    expect(table.size).toBe(keys.length);
    expect(keys.every((key, at) => table.at(at) === key && table.indexOf(key) === at)).toBe(true);
    expect(table.parentOf(12_345)).toBe(12_344);
  });

  it('takes nothing in twice', () => {
    const table = new StateTable();
    expect(table.add(5, -1)).toBe(true);
    expect(table.add(5, 0)).toBe(false);
    expect(table.size).toBe(1);
    expect(table.parentOf(0)).toBe(-1);
    expect(table.indexOf(6)).toBe(-1);
  });
});
