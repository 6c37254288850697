import { events, orderPlaced, stockRejected } from '@murmuration/contracts';
import type { SeenEvent } from '@murmuration/client';
import { describe, expect, test } from 'vitest';
import { eventLine } from './describe-event.ts';

const seen = (type: string, data: unknown): SeenEvent => ({
  id: 'e-1',
  type,
  source: '/order',
  key: 'o-1',
  time: '2026-01-05T09:00:01.250Z',
  correlationId: '',
  causationId: '',
  sequence: 1,
  data,
});

describe('eventLine', () => {
  test('tells when, who, what and the facts', () => {
    expect(eventLine(seen(orderPlaced.name, orderPlaced.examples[0]))).toBe(
      '09:00:01.250  order         placed            2 × tea-001, 13.80 EUR',
    );
    expect(eventLine(seen(stockRejected.name, stockRejected.examples[0]))).toBe(
      '09:00:01.250  inventory     stock-rejected    tea-001: 2 wanted, 1 there',
    );
  });

  test('shows nobody’s mail address', () => {
    for (const { name, examples } of events) {
      for (const data of examples)
        expect(eventLine(seen(name, data))).not.toContain('@example.com');
    }
  });

  test('still shows an event that it does not know', () => {
    expect(eventLine(seen('order.gift-wrapped.v1', {}))).toBe(
      '09:00:01.250  order         gift-wrapped',
    );
  });
});
