import type { AuditReport } from '@murmuration/audit';
import { describe, expect, test } from 'vitest';
import { auditText } from './audit-text.ts';

const plain = { paint: (_: string, text: string) => text };
const well = {
  name: 'one-charge-per-order',
  invariant: 'I1',
  title: 'no order was charged twice',
  rows: 40,
  unchecked: 0,
  violating: 0,
  violations: [],
};
const report = (...checks: AuditReport['checks']): AuditReport => ({
  services: ['order', 'payment'],
  drained: true,
  checks,
});

describe('what an audit found', () => {
  test('is one line when all is well', () => {
    const text = auditText(report(well), plain);
    expect(text).toContain('I1  no order was charged twice');
    expect(text.split('\n').at(-1)).toBe('1 check of 2 services at rest: every invariant holds');
  });

  test('is told row by row, with what there was no room for counted', () => {
    const violations = [{ subject: 'o-1', problem: 'charged 2 times' }];
    const text = auditText(report({ ...well, violating: 3, violations }), plain);
    expect(text).toContain('  o-1: charged 2 times\n  and 2 more\n');
    expect(text).toContain('3 violations of I1');
  });

  test('says what was not looked at, and why', () => {
    const skipped = { ...well, rows: 0, skipped: 'there is no auth here' };
    const text = auditText(report(skipped, { ...well, unchecked: 7 }), plain);
    expect(text).toContain('not looked at: there is no auth here');
    expect(text).toContain('7 older than what is kept, not checked');
  });
});
