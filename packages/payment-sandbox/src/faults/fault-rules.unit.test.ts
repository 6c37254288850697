import { expect, test, vi } from 'vitest';
import { FaultRules, type Target } from './fault-rules.ts';

const CONFIRM: Target = { operations: ['confirm'], orderId: 'a' };
const rules = (onChange = () => {}) => new FaultRules(onChange);

test('a rule acts on confirms unless it says otherwise, and down on everything', () => {
  const some = rules();
  some.add({ mode: 'hang' });
  expect(some.take({ operations: ['retrieve'], orderId: 'a' })).toBeUndefined();
  expect(some.take({ operations: ['create', 'confirm'], orderId: 'a' })?.mode).toBe('hang');
  some.clear();
  some.add({ mode: 'down' });
  expect(some.take({ operations: ['retrieve'], orderId: null })?.mode).toBe('down');
});

test('the first matching rule acts, and is gone once used up', () => {
  const onChange = vi.fn<() => void>();
  const some = rules(onChange);
  some.add({ mode: 'hang', match: { orderId: 'b' } });
  some.add({ mode: 'slow', times: 2 });
  some.add({ mode: 'decline' });
  onChange.mockClear();
  expect(['slow', 'slow', 'decline']).toEqual([1, 2, 3].map(() => some.take(CONFIRM)?.mode));
  expect(some.list().map(({ mode }) => mode)).toEqual(['hang', 'decline']);
  expect(onChange).toHaveBeenCalledTimes(1);
});

test('webhooks are cut off by a rule that takes everything down, or that order', () => {
  const some = rules();
  some.add({ mode: 'down', operation: 'confirm' });
  expect(some.isDown(null)).toBe(false);
  some.add({ mode: 'down', match: { orderId: 'a' } });
  expect([null, 'a', 'b'].map((order) => some.isDown(order))).toEqual([false, true, false]);
  some.add({ mode: 'down' });
  expect(some.isDown(null)).toBe(true);
});
