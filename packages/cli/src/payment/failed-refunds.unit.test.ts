import { listFailedRefunds } from '@murmuration/contracts';
import { expect, it } from 'vitest';
import { failedRefundsText } from './failed-refunds.ts';

it('lists each refund that came back with its sum and why, and says what to do', () => {
  const text = failedRefundsText(listFailedRefunds.examples[0]?.result.items ?? []);
  expect(text.split('\n')).toEqual([
    'refund  order       sum  asked for   failed               for',
    'r-1     o-1    6.90 EUR  2026-01-06  lost_or_stolen_card  torn',
    '',
    '1 refund came back; to give the money back in another way: murmur payment refund <order> <sum> --reason …',
  ]);
});

it('says so when there is none', () => {
  expect(failedRefundsText([])).toMatch(/^every refund has reached its customer/);
});
