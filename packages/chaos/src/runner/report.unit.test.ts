import { describe, expect, it } from 'vitest';
import { defineScenario } from '../scenario.ts';
import type { Played } from './finding.ts';
import { lineOf, mutantLineOf, verdict } from './report.ts';
import { rowOf, unseen } from './row.ts';

const SCENARIO = defineScenario({
  name: 'store-wiped',
  faults: [15],
  title: "broker's store wiped",
  sees: ['a repair'],
  run: async () => undefined,
});

const GOOD: Played = {
  orders: 620,
  faults: 1,
  findings: [],
  recoverySeconds: 2.14,
  ends: new Map([['confirmed', 600]]),
  sights: ['a repair'],
  looked: new Map(),
  story: [],
};

const MUTANT = { name: 'no-repair', title: 'nothing is compared', scenario: 'store-wiped' };

describe('the report', () => {
  it('tells the runs of a scenario in a line', () => {
    const row = rowOf(SCENARIO, [GOOD, { ...GOOD, recoverySeconds: 1.5 }]);
    expect(lineOf(row)).toBe(
      "✓ 15 broker's store wiped · 2 runs · 1,240 orders · 2 faults · 0 violations · recovered in 2.1 s",
    );
  });

  it('tells when one of the runs never recovered', () => {
    const findings = [{ invariant: 'I12', what: 'something is left' }];
    const row = rowOf(SCENARIO, [GOOD, { ...GOOD, findings, recoverySeconds: undefined }]);
    expect(lineOf(row)).toMatch(/^✗ 15 .* · 1 violation · did not recover$/);
  });

  it('counts what no run has seen as a violation', () => {
    const blind = { ...GOOD, sights: [] };
    expect(unseen(SCENARIO, [GOOD, blind])).toEqual([]);
    expect(unseen(SCENARIO, [blind])).toHaveLength(1);
    expect(rowOf(SCENARIO, [blind]).violations).toBe(1);
    expect(rowOf(SCENARIO, [GOOD, blind])).toMatchObject({ runs: 2, seenIn: 1, violations: 0 });
  });

  it('is content with a mutant that was caught, and with no other', () => {
    const caught = { ...MUTANT, caughtBy: ['I5', 'I8'], findings: [] };
    const missed = { ...MUTANT, caughtBy: [], findings: [] };
    expect(mutantLineOf(caught)).toContain('caught by I5, I8');
    expect(mutantLineOf(missed)).toMatch(/^✗ .*NOT CAUGHT$/);
    const rows = [rowOf(SCENARIO, [GOOD])];
    const rest = { amiss: [], seed: 's', seconds: 61.6 };
    expect(verdict({ ...rest, rows, mutants: [caught] })).toEqual({
      isGood: true,
      text: 'chaos: ok · 1 scenario · 1 run · 620 orders · 1 fault · 0 violations · 1 mutant · 62 s · seed s',
    });
    expect(verdict({ ...rest, rows, mutants: [missed] })).toMatchObject({
      isGood: false,
      text: expect.stringMatching(/^chaos: FAILED: no-repair · /),
    });
    const amiss = ['no order was rejected'];
    expect(verdict({ ...rest, amiss, rows, mutants: [] })).toMatchObject({
      isGood: false,
      text: expect.stringMatching(/^chaos: FAILED: no order was rejected · /),
    });
  });
});
