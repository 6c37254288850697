import { describe, expect, it } from 'vitest';
import { reportIn } from './report-in-document.ts';
import type { Row } from './row.ts';

const EMPTY =
  'before\n<!-- chaos -->\n<!-- /chaos -->\nbetween\n<!-- mutants -->\n<!-- /mutants -->\nafter\n';

const row = (faultNumbers: readonly number[], title: string, runs = 3): Row => ({
  name: title,
  faultNumbers,
  title,
  runs,
  seenIn: runs,
  orders: 1_240,
  faults: 2,
  violations: 0,
  recoverySeconds: 2.14,
});
const mutant = (name: string, caughtBy: readonly string[]) => ({
  name,
  title: 'so that',
  scenario: 'calm',
  caughtBy,
  findings: [],
});
const nothing = { rows: [], notRun: [], mutants: [], isPart: false };

const linesIn = (document: string): readonly string[] =>
  document.split('\n').filter((line) => /^\| (?!fault|switched)/.test(line));

describe('the report in a document', () => {
  it('is a table by the numbers of the faults, between the markers and nowhere else', () => {
    const document = reportIn(EMPTY, {
      ...nothing,
      rows: [row([15], 'later'), row([2, 4], 'earlier')],
    });
    expect(linesIn(document)).toEqual([
      '| 2, 4 | earlier | 3 | 3 | 1,240 | 2 | 0 | 2.1 |',
      '| 15 | later | 3 | 3 | 1,240 | 2 | 0 | 2.1 |',
    ]);
    expect(document).toMatch(/^before\n<!-- chaos -->\n\| fault .*between\n.*after\n$/s);
  });

  it('takes the place of what stood there, when all was played', () => {
    const first = reportIn(EMPTY, { ...nothing, rows: [row([1], 'old')] });
    const second = reportIn(first, {
      ...nothing,
      rows: [row([2], 'new')],
      notRun: ['disk: no root'],
    });
    expect(linesIn(second).map((line) => line.split(' | ')[1])).toEqual(['new']);
    expect(second).toContain('\n\nNot run:\n- disk: no root\n<!-- /chaos -->');
  });

  it('keeps what it says nothing about, when some was played', () => {
    const first = reportIn(EMPTY, {
      ...nothing,
      rows: [row([], 'calm'), row([1], 'one'), row([2], 'two')],
      mutants: [mutant('no-lease', ['L1']), mutant('no-lock', ['I3'])],
    });
    const second = reportIn(first, {
      ...nothing,
      rows: [row([1], 'one', 9)],
      mutants: [mutant('no-lock', [])],
      isPart: true,
    });
    expect(linesIn(second)).toEqual([
      '| – | calm | 3 | 3 | 1,240 | 2 | 0 | 2.1 |',
      '| 1 | one | 9 | 9 | 1,240 | 2 | 0 | 2.1 |',
      '| 2 | two | 3 | 3 | 1,240 | 2 | 0 | 2.1 |',
      '| no-lease | so that | calm | L1 |',
      '| no-lock | so that | calm | none: not caught |',
    ]);
  });

  it('refuses a document without markers', () => {
    expect(() => reportIn('no markers', { ...nothing, rows: [row([1], 'one')] })).toThrow(
      '<!-- chaos -->',
    );
  });
});
