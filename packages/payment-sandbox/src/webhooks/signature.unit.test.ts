import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { signPayload } from './signature.ts';

const { webhooks } = new Stripe('sk_test_unused');
const NOW_SECONDS = Math.floor(Date.now() / 1_000);

test('the SDK verifies what was signed with its secret, and nothing else', () => {
  const payload = JSON.stringify({ id: 'evt_1', object: 'event' });
  const signature = signPayload(payload, 'whsec_1', NOW_SECONDS);
  expect(webhooks.constructEvent(payload, signature, 'whsec_1').id).toBe('evt_1');
  expect(() => webhooks.constructEvent(`${payload} `, signature, 'whsec_1')).toThrow();
  expect(() => webhooks.constructEvent(payload, signature, 'whsec_2')).toThrow();
});

test('the SDK refuses an old signature', () => {
  const signature = signPayload('{}', 'whsec_1', NOW_SECONDS - 3_600);
  expect(() => webhooks.constructEvent('{}', signature, 'whsec_1')).toThrow('tolerance');
});

test('the wait between attempts doubles up to a minute', () => {
  expect([1, 2, 3, 20].map((failed) => backoffMs(failed, 500))).toEqual([
    500, 1_000, 2_000, 60_000,
  ]);
});
