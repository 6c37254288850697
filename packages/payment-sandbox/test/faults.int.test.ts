import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { sandboxControl } from '../src/index.ts';
import {
  createIntent,
  failureOf,
  pay,
  sandboxWithStripe,
  stripeAt,
  eventually,
} from './sandbox.fixture.ts';

const confirmWith = (stripe: Stripe, id: string, idempotencyKey: string) =>
  stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, { idempotencyKey });

test('charge-then-hang leaves exactly one charge, which the same key returns later', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const { id } = await createIntent(stripe, 'order-1');
  await sandbox.addRule({ mode: 'charge-then-hang', times: 1 });

  const impatient = stripeAt(sandbox.url, { timeout: 300 });
  const error = await failureOf(confirmWith(impatient, id, 'key-1'));
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  await eventually(async () => expect((await sandbox.ledger('order-1')).charges).toHaveLength(1));

  const retried = await confirmWith(stripe, id, 'key-1');
  const { charges } = await sandbox.ledger('order-1');
  expect(charges).toMatchObject([{ id: retried.latest_charge, status: 'succeeded' }]);
  expect(retried.lastResponse.headers['idempotent-replayed']).toBe('true');
});

test('charge-then-fail has charged, and tells the same failure under the same key', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const { id } = await createIntent(stripe, 'order-1');
  await sandbox.addRule({ mode: 'charge-then-fail', times: 1 });

  const first = await failureOf(confirmWith(stripe, id, 'key-1'));
  expect(first).toBeInstanceOf(Stripe.errors.StripeAPIError);
  expect(first.statusCode).toBe(500);
  expect((await failureOf(confirmWith(stripe, id, 'key-1'))).statusCode).toBe(500);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  expect((await sandbox.ledger('order-1')).charges).toHaveLength(1);
});

test('fail executes nothing and tells the same failure under the same key', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'fail', operation: 'any', times: 2 });

  const first = await failureOf(pay(stripe, 'order-1', { idempotencyKey: 'key-1' }));
  expect(first.statusCode).toBe(500);
  expect(first.headers).not.toHaveProperty('idempotent-replayed');
  expect((await failureOf(stripe.paymentIntents.list())).statusCode).toBe(500);

  const second = await failureOf(pay(stripe, 'order-1', { idempotencyKey: 'key-1' }));
  expect(second).toMatchObject({ statusCode: 500, headers: { 'idempotent-replayed': 'true' } });
  expect((await sandbox.ledger('order-1')).intents).toEqual([]);
  expect((await pay(stripe, 'order-1', { idempotencyKey: 'key-2' })).status).toBe('succeeded');
});

test('charge-then-drop cuts the connection after the charge', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  // Twice: the SDK by itself repeats a call once whose connection was cut.
  await sandbox.addRule({ mode: 'charge-then-drop', times: 2 });
  const error = await failureOf(pay(stripe, 'order-1', { idempotencyKey: 'key-1' }));
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(await sandbox.rules()).toEqual([]);

  expect((await pay(stripe, 'order-1', { idempotencyKey: 'key-1' })).status).toBe('succeeded');
  expect((await sandbox.ledger('order-1')).charges).toHaveLength(1);
});

test('hang never answers and executes nothing, and the key stays free', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'hang', times: 1 });
  const impatient = stripeAt(sandbox.url, { timeout: 300 });
  await failureOf(pay(impatient, 'order-1', { idempotencyKey: 'key-1' }));
  expect((await sandbox.ledger('order-1')).intents).toEqual([]);
  expect((await pay(stripe, 'order-1', { idempotencyKey: 'key-1' })).status).toBe('succeeded');
});

test('down cuts every call until the rule is removed', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const { id } = await createIntent(stripe, 'order-1');
  const rule = await sandbox.addRule({ mode: 'down' });
  expect(rule.operation).toBe('any');
  for (const call of [createIntent(stripe, 'order-2'), stripe.paymentIntents.retrieve(id)]) {
    expect(await failureOf(call)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  }
  await sandbox.removeRule(rule.id);
  expect((await stripe.paymentIntents.retrieve(id)).id).toBe(id);
});

test('slow charges at once and answers later; slow-before executes only after its delay', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'slow', delayMs: 60_000, match: { orderId: 'slow' } });
  await sandbox.addRule({ mode: 'slow-before', delayMs: 60_000, match: { orderId: 'before' } });
  const patient = { timeout: 120_000 };
  const both = [pay(stripe, 'before', patient), pay(stripe, 'slow', patient)];
  await eventually(async () => expect((await sandbox.ledger('slow')).charges).toHaveLength(1));
  expect((await sandbox.ledger('before')).intents).toEqual([]);
  await sandbox.close();
  const statuses = (await Promise.all(both)).map(({ status }) => status);
  expect(statuses).toEqual(['succeeded', 'succeeded']);
});

test('decline declines whatever the card', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'decline', times: 1 });
  expect(await failureOf(pay(stripe, 'order-1'))).toMatchObject({
    code: 'card_declined',
    decline_code: 'generic_decline',
  });
  expect((await pay(stripe, 'order-1')).status).toBe('succeeded');
});

test('refunds fail by a control client elsewhere too, and a wrong request is told what is wrong', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  const elsewhere = sandboxControl(sandbox.url);
  expect(await elsewhere.failRefunds('unheard-of')).toEqual([]);
  const { id } = await pay(stripe, 'order-1');
  const refund = await stripe.refunds.create({ payment_intent: id });
  expect(await elsewhere.failRefunds('order-1')).toEqual([refund.id]);

  const refusalOf = async (body: object) => {
    const response = await fetch(`${sandbox.url}/control/refunds/fail`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return { status: response.status, text: await response.text() };
  };
  const naming = (field: string) => ({ status: 400, text: expect.stringContaining(field) });
  expect(await refusalOf({})).toEqual(naming('orderId'));
  expect(await refusalOf({ orderId: 'order-1', reason: 7 })).toEqual(naming('reason'));
  expect(await refusalOf({ orderId: 'order-1', refund: 're_1' })).toEqual(naming('refund'));
});

describe('rules', () => {
  test('a rule with an order acts on the calls of that order alone', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const [hit, missed] = await Promise.all([createIntent(stripe, 'a'), createIntent(stripe, 'b')]);
    await sandbox.addRule({ mode: 'charge-then-fail', match: { orderId: 'a' } });
    expect((await failureOf(confirmWith(stripe, hit.id, 'key-a'))).statusCode).toBe(500);
    expect((await confirmWith(stripe, missed.id, 'key-b')).status).toBe('succeeded');
  });

  test('a rule acts on its operation alone, found by the order of the intent', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    await sandbox.addRule({
      mode: 'charge-then-fail',
      operation: 'refund',
      match: { orderId: 'a' },
    });
    const { id } = await pay(stripe, 'a');
    const refund = await failureOf(stripe.refunds.create({ payment_intent: id }));
    expect(refund.statusCode).toBe(500);
    expect((await sandbox.ledger('a')).refunds).toMatchObject([{ amount: 2_500 }]);
  });

  test('the control API in its short form sets one mode for all, and normal clears it', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const put = (body: object) =>
      fetch(`${sandbox.url}/control`, {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect((await put({ mode: 'decline' })).status).toBe(200);
    expect(await (await fetch(`${sandbox.url}/control`)).json()).toMatchObject({ mode: 'decline' });
    expect((await failureOf(pay(stripe, 'order-1'))).statusCode).toBe(402);
    await put({ mode: 'normal' });
    expect((await pay(stripe, 'order-1')).status).toBe('succeeded');
    expect((await put({ mode: 'sideways' })).status).toBe(400);
  });

  test('a control client elsewhere sees and clears the same rules', async () => {
    const { sandbox } = await sandboxWithStripe();
    const rule = await sandbox.addRule({ mode: 'hang', operation: 'any', times: 3 });
    const elsewhere = sandboxControl(sandbox.url);
    expect(await elsewhere.rules()).toEqual([rule]);
    await elsewhere.clearRules();
    expect(await sandbox.rules()).toEqual([]);
    await expect(elsewhere.removeRule(rule.id)).rejects.toThrow('404');
    await expect(elsewhere.addRule({ mode: 'decline', operation: 'refund' })).rejects.toThrow(
      'only a confirm can be declined',
    );
  });

  test('the summary names the orders that were charged twice', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    await Promise.all([pay(stripe, 'once'), pay(stripe, 'twice'), pay(stripe, 'twice')]);
    expect(await sandbox.summary()).toEqual({
      intents: [{ status: 'succeeded', count: 3 }],
      charges: [{ currency: 'eur', count: 3, amount: 7_500 }],
      failedCharges: 0,
      refunds: [],
      ordersChargedTwice: ['twice'],
    });
  });
});

test('closing cuts what hangs', async () => {
  const { sandbox, stripe } = await sandboxWithStripe();
  await sandbox.addRule({ mode: 'charge-then-hang' });
  const hanging = failureOf(pay(stripe, 'order-1', { timeout: 120_000 }));
  await eventually(async () => expect((await sandbox.ledger()).charges).toHaveLength(1));
  await sandbox.close();
  expect(await hanging).toBeInstanceOf(Stripe.errors.StripeConnectionError);
});
