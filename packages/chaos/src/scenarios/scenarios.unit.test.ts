import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../loading/mutants.ts';
import { SCENARIOS } from './index.ts';

const FAULTS = Array.from({ length: 45 }, (_, at) => at + 1);
const all = Object.values(SCENARIOS).flat();

describe('the scenarios', () => {
  it('cover every fault of the catalogue', () => {
    const covered = new Set(all.flatMap(({ faults }) => faults));
    expect(FAULTS.filter((fault) => !covered.has(fault))).toEqual([]);
  });

  it('have names of their own', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have a quick one of each kind', () => {
    for (const [folder, scenarios] of Object.entries(SCENARIOS)) {
      expect(
        scenarios.some(({ quick }) => quick),
        folder,
      ).toBe(true);
    }
  });

  it('are there for every mutant', () => {
    const names = new Set(all.map(({ name }) => name));
    expect(MUTANTS.filter(({ scenario }) => !names.has(scenario))).toEqual([]);
  });
});
