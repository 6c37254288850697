import { describe, expect, test } from 'vitest';
import type { Awaited } from './awaited.ts';
import { adviceOf, type Why, whyText } from './why-text.ts';

const now = Date.parse('2026-01-05T09:20:00.000Z');
const awaited: Awaited = {
  service: 'payment',
  reaction: 'charge',
  after: 'inventory.stock-reserved',
  since: '2026-01-05T09:00:02.000Z',
  oneOf: ['payment.captured', 'payment.declined'],
  calls: 'the payment provider',
  state: 'in-hand',
  letter: null,
  isUp: true,
};
const why: Why = {
  orderId: 'o-1',
  saga: 'order',
  state: 'stuck',
  begun: '2026-01-05T09:00:01.000Z',
  last: { event: 'inventory.stock-reserved', at: '2026-01-05T09:00:02.000Z' },
  end: null,
  deadline: '2026-01-05T09:15:00.000Z',
  isLate: true,
  overdue: [{ timer: 'order.deadline-reached', service: 'order' }],
  awaited: [awaited],
  mayCome: [],
};

describe('whyText', () => {
  test('tells where an order stands, and what it waits for', () => {
    expect(whyText(why, now).split('\n')).toEqual([
      'order o-1 is not decided',
      'begun     09:00:01.000',
      'last      inventory.stock-reserved at 09:00:02.000, 19 min ago',
      'deadline  passed 09:15:00.000, 5 min ago',
      'order should have said order.deadline-reached by now',
      '  → see whether order runs, and what its log says: murmur doctor',
      'awaited from payment, charge: payment.captured or payment.declined',
      '  after inventory.stock-reserved at 09:00:02.000, 19 min ago: payment has it in hand, and calls the payment provider for it',
      '  → see whether the payment provider answers; the log of payment says what fails, and it tries again by itself',
    ]);
  });

  test('tells how an order has ended, and that nothing is awaited', () => {
    const end = { event: 'order.confirmed', as: 'succeeded', at: '2026-01-05T09:00:04.000Z' };
    const text = whyText(
      { ...why, state: 'ended', end, isLate: false, overdue: [], awaited: [] },
      now,
    );
    expect(text).toContain('order o-1 has ended: order.confirmed at 09:00:04.000\n');
    expect(text).toMatch(/nothing is awaited any more$/);
    expect(text).not.toContain('deadline');
  });

  test('tells what may still come when nobody has anything in hand', () => {
    const text = whyText({ ...why, awaited: [], mayCome: ['order.place'] }, now);
    expect(text).toMatch(
      /no reaction has anything in hand for it; what may still come: order.place$/,
    );
  });
});

describe('advice', () => {
  const letter = { id: 'd-1', reason: 'exhausted' };
  test.each<[string, Partial<Awaited>, string]>([
    ['a service that is down', { isUp: false, state: 'queued' }, 'start payment: murmur doctor'],
    ['a dead letter', { state: 'given-up', letter }, 'murmur dead redrive payment --id d-1'],
    ['a line', { state: 'behind-a-letter', letter }, 'murmur dead show payment d-1'],
    ['a queue', { state: 'queued' }, 'how far payment is behind'],
    ['a pure reaction', { calls: null }, 'the log of payment says what fails'],
    ['silence', { state: 'silent' }, 'murmur dead list payment --status discarded'],
    ['a broker that does not tell', { state: 'unknown' }, 'murmur doctor'],
  ])('is given for %s', (_, more, advice) => {
    expect(adviceOf({ ...awaited, ...more })).toContain(advice);
    expect(whyText({ ...why, awaited: [{ ...awaited, ...more }] }, now)).toContain(advice);
  });
});
