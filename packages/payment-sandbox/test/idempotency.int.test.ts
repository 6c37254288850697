import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createIntent, failureOf, pay, sandboxWithStripe, eventually } from './sandbox.fixture.ts';

test('the same key with the same parameters replays the first answer', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const first = await pay(stripe, 'order-1', { idempotencyKey: 'key-1' });
  const again = await pay(stripe, 'order-1', { idempotencyKey: 'key-1' });

  expect(again).toEqual(first);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect((await sandbox.ledger()).charges).toHaveLength(1);
});

test('the same key with other parameters, or for another call, is an idempotency error', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const options = { idempotencyKey: 'key-1' };
  const { id } = await createIntent(stripe, 'order-1', options);

  const otherParameters = await failureOf(createIntent(stripe, 'order-2', options));
  expect(otherParameters).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(otherParameters.statusCode).toBe(400);
  const otherCall = await failureOf(stripe.paymentIntents.cancel(id, {}, options));
  expect(otherCall).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect((await sandbox.ledger()).intents).toMatchObject([{ status: 'requires_payment_method' }]);
});

test('a decline is replayed, and does not reach the card again', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const { id } = await createIntent(stripe, 'order-1');
  const confirm = () =>
    failureOf(
      stripe.paymentIntents.confirm(
        id,
        { payment_method: 'pm_card_chargeDeclined' },
        { idempotencyKey: 'key-1' },
      ),
    );
  const first = await confirm();
  const again = await confirm();
  expect(again).toMatchObject({ statusCode: 402, code: 'card_declined', message: first.message });
  expect(again.headers?.['idempotent-replayed']).toBe('true');
  expect((await sandbox.ledger('order-1')).charges).toHaveLength(1);
});

test('a request that was refused before execution leaves its key free', async () => {
  const { stripe } = await sandboxWithStripe();
  const { id } = await createIntent(stripe, 'order-1');
  const confirm = (method: string) =>
    stripe.paymentIntents.confirm(id, { payment_method: method }, { idempotencyKey: 'key-1' });
  expect((await failureOf(confirm('pm_unknown'))).statusCode).toBe(400);
  expect((await confirm('pm_card_visa')).status).toBe('succeeded');
});

test('a key in use is a conflict, and the repetition gets the answer later', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'slow', delayMs: 60_000, operation: 'create', times: 1 });
  const first = pay(stripe, 'order-1', { idempotencyKey: 'key-1', timeout: 120_000 });
  await eventually(async () => expect((await sandbox.ledger()).charges).toHaveLength(1));

  const conflict = await failureOf(pay(stripe, 'order-1', { idempotencyKey: 'key-1' }));
  expect(conflict).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });

  // Closing ends the delay: what is under way is answered.
  await sandbox.close();
  expect((await first).status).toBe('succeeded');
});

test('of many concurrent requests with one key, one is executed', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const attempts = Array.from({ length: 20 }, () => pay(stripe, 'o', { idempotencyKey: 'key-1' }));
  const settled = await Promise.allSettled(attempts);
  const ids = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
  expect(new Set(ids).size).toBe(1);
  expect((await sandbox.ledger('o')).charges).toHaveLength(1);
});
