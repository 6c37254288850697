import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createIntent, failureOf, pay, sandboxWithStripe, stripeAt } from './sandbox.fixture.ts';

describe('payment intents', () => {
  test('an intent is created unconfirmed, and takes the money when confirmed', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const created = await createIntent(stripe, 'order-1');
    expect(created).toMatchObject({
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: 2_500,
      amount_received: 0,
      currency: 'eur',
      latest_charge: null,
      metadata: { orderId: 'order-1' },
    });

    const confirmed = await stripe.paymentIntents.confirm(created.id, {
      payment_method: 'pm_card_visa',
    });
    expect(confirmed).toMatchObject({
      id: created.id,
      status: 'succeeded',
      amount_received: 2_500,
    });
    expect(confirmed.latest_charge).toMatch(/^ch_/);
    expect(await stripe.paymentIntents.retrieve(created.id)).toEqual(confirmed);

    const { charges } = await sandbox.ledger('order-1');
    expect(charges).toMatchObject([
      {
        id: confirmed.latest_charge,
        paymentIntent: created.id,
        orderId: 'order-1',
        amount: 2_500,
        currency: 'eur',
        status: 'succeeded',
      },
    ]);
  });

  test('a method given at creation is used by a confirm without parameters', async () => {
    const { stripe } = await sandboxWithStripe();
    const created = await stripe.paymentIntents.create({
      amount: 100,
      currency: 'usd',
      payment_method: 'pm_card_visa',
    });
    expect(created.status).toBe('requires_confirmation');
    expect((await stripe.paymentIntents.confirm(created.id)).status).toBe('succeeded');
  });

  test.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('%s is declined at confirm with %s and %s', async (method, code, declineCode) => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await createIntent(stripe, 'order-1');

    const error = await failureOf(stripe.paymentIntents.confirm(id, { payment_method: method }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode });
    expect(error.payment_intent).toMatchObject({ id, status: 'requires_payment_method' });

    const after = await stripe.paymentIntents.retrieve(id);
    expect(after.last_payment_error).toMatchObject({ code, decline_code: declineCode });
    expect(after.amount_received).toBe(0);
    expect((await sandbox.ledger('order-1')).charges).toMatchObject([{ status: 'failed' }]);
  });

  test('after a decline, a confirm with another method succeeds', async () => {
    const { stripe } = await sandboxWithStripe();
    const { id } = await createIntent(stripe, 'order-1');
    await failureOf(
      stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }),
    );
    expect(await failureOf(stripe.paymentIntents.confirm(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });

    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  test('a succeeded intent can be neither cancelled nor confirmed again', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await pay(stripe, 'order-1');
    const expected = { statusCode: 400, code: 'payment_intent_unexpected_state' };

    const cancel = await failureOf(stripe.paymentIntents.cancel(id));
    expect(cancel).toMatchObject(expected);
    expect(cancel.payment_intent).toMatchObject({ id, status: 'succeeded' });
    expect(await failureOf(stripe.paymentIntents.confirm(id))).toMatchObject(expected);
    expect((await sandbox.ledger('order-1')).charges).toHaveLength(1);
  });

  test('a cancelled intent can be neither confirmed nor cancelled again', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await createIntent(stripe, 'order-1');
    const canceled = await stripe.paymentIntents.cancel(id, {
      cancellation_reason: 'requested_by_customer',
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
    });
    expect(canceled.canceled_at).toBeGreaterThan(0);

    const confirm = stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    const expected = { statusCode: 400, code: 'payment_intent_unexpected_state' };
    expect(await failureOf(confirm)).toMatchObject(expected);
    expect(await failureOf(stripe.paymentIntents.cancel(id))).toMatchObject(expected);
    expect((await sandbox.ledger('order-1')).charges).toEqual([]);
  });

  test('the list is newest first, and can be paged through in both directions', async () => {
    const { stripe } = await sandboxWithStripe();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.unshift((await createIntent(stripe, `order-${n}`)).id);

    const listed: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 3 })) listed.push(id);
    expect(listed).toEqual(ids);

    const before = await stripe.paymentIntents.list({ limit: 3, ending_before: ids[5] ?? '' });
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(2, 5));
    expect(before.has_more).toBe(true);
  });
});

describe('refunds', () => {
  test('a refund without an amount gives back all that remains', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id, latest_charge: charge } = await pay(stripe, 'order-1');
    await stripe.refunds.create({ payment_intent: id, amount: 1_000 });
    const rest = await stripe.refunds.create({ payment_intent: id, metadata: { line: '2' } });
    expect(rest).toMatchObject({ object: 'refund', amount: 1_500, status: 'succeeded', charge });
    expect(await stripe.refunds.retrieve(rest.id)).toEqual(rest);

    const { refunds } = await sandbox.ledger('order-1');
    expect(refunds).toMatchObject([
      { charge, amount: 1_000 },
      { charge, amount: 1_500 },
    ]);
  });

  test('are listed newest first, all or those of one payment, a page at a time', async () => {
    const { stripe } = await sandboxWithStripe();
    const [one, other] = [await pay(stripe, 'order-1'), await pay(stripe, 'order-2')];
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const refund = await stripe.refunds.create({ payment_intent: one.id, amount: 100 });
      ids.unshift(refund.id);
    }
    const last = await stripe.refunds.create({ payment_intent: other.id });

    const listed: string[] = [];
    const ofOne = stripe.refunds.list({ payment_intent: one.id, limit: 2 });
    for await (const { id } of ofOne) listed.push(id);
    expect(listed).toEqual(ids);
    const all = await stripe.refunds.list({ limit: 4 });
    expect(all).toMatchObject({ has_more: false, url: '/v1/refunds' });
    expect(all.data.map(({ id }) => id)).toEqual([last.id, ...ids]);
    const before = await stripe.refunds.list({ ending_before: ids[1] ?? '', limit: 1 });
    expect(before.data.map(({ id }) => id)).toEqual([ids[0]]);

    const unknown = stripe.refunds.list({ payment_intent: 'pi_unheard_of' });
    expect(await failureOf(unknown)).toMatchObject({ code: 'resource_missing' });
    const both = { starting_after: last.id, ending_before: last.id };
    expect(await failureOf(stripe.refunds.list(both))).toMatchObject({ param: 'starting_after' });
  });

  test('no more is refunded than was taken', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await pay(stripe, 'order-1');
    await stripe.refunds.create({ payment_intent: id, amount: 2_000 });
    const beyond = stripe.refunds.create({ payment_intent: id, amount: 501 });
    expect(await failureOf(beyond)).toMatchObject({
      statusCode: 400,
      code: 'amount_too_large',
      param: 'amount',
    });

    await stripe.refunds.create({ payment_intent: id, amount: 500 });
    expect(await failureOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
    const { refunds } = await sandbox.summary();
    expect(refunds).toEqual([{ currency: 'eur', count: 2, amount: 2_500 }]);
  });

  test('concurrent refunds never exceed the charge', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await pay(stripe, 'order-1');
    const attempts = Array.from({ length: 10 }, () =>
      stripe.refunds.create({ payment_intent: id, amount: 1_000 }),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect((await sandbox.ledger('order-1')).refunds).toHaveLength(2);
  });

  test('one that fails later is told as failed, and its money can be refunded again', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const { id } = await pay(stripe, 'order-1');
    const first = await stripe.refunds.create({ payment_intent: id, amount: 1_000 });
    const rest = await stripe.refunds.create({ payment_intent: id });
    expect(await sandbox.failRefunds('order-1')).toEqual([first.id, rest.id]);

    const why = { status: 'failed', failure_reason: 'lost_or_stolen_card' };
    const { lastResponse: _, ...given } = first;
    expect(await stripe.refunds.retrieve(first.id)).toEqual({ ...given, ...why });
    const listed = await stripe.refunds.list({ payment_intent: id });
    expect(listed.data).toMatchObject([why, why]);

    const again = await stripe.refunds.create({ payment_intent: id });
    expect(again).toMatchObject({ amount: 2_500, status: 'succeeded' });
    expect((await sandbox.ledger('order-1')).refunds).toMatchObject([
      { id: first.id, amount: 1_000, status: 'failed' },
      { id: rest.id, amount: 1_500, status: 'failed' },
      { id: again.id, amount: 2_500, status: 'succeeded' },
    ]);
    const { refunds } = await sandbox.summary();
    expect(refunds).toEqual([{ currency: 'eur', count: 1, amount: 2_500 }]);
  });

  test('one that failed does not fail again, and those of other orders stay', async () => {
    const { sandbox, stripe } = await sandboxWithStripe();
    const [one, other] = [await pay(stripe, 'order-1'), await pay(stripe, 'order-2')];
    const first = await stripe.refunds.create({ payment_intent: one.id, amount: 1_000 });
    await stripe.refunds.create({ payment_intent: other.id });
    await sandbox.failRefunds('order-1', 'declined');
    const second = await stripe.refunds.create({ payment_intent: one.id });

    expect(await sandbox.failRefunds('order-1', 'unknown')).toEqual([second.id]);
    expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ failure_reason: 'declined' });
    expect(await sandbox.failRefunds('order-1')).toEqual([]);
    expect((await sandbox.ledger('order-2')).refunds).toMatchObject([{ status: 'succeeded' }]);
  });

  test('an intent that took nothing has nothing to refund', async () => {
    const { stripe } = await sandboxWithStripe();
    const { id } = await createIntent(stripe, 'order-1');
    const error = await failureOf(stripe.refunds.create({ payment_intent: id }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });
});

describe('refused requests', () => {
  test('a wrong API key is unauthorized', async () => {
    const { sandbox } = await sandboxWithStripe();
    const stranger = stripeAt(sandbox.url, { apiKey: 'sk_test_someone_else' });
    const error = await failureOf(createIntent(stranger, 'order-1'));
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain('someone_else');
    expect((await sandbox.ledger()).intents).toEqual([]);
  });

  test('what does not exist is reported as missing', async () => {
    const { stripe } = await sandboxWithStripe();
    const { id } = await createIntent(stripe, 'order-1');
    const unknownMethod = stripe.paymentIntents.confirm(id, { payment_method: 'pm_unknown' });
    expect(await failureOf(unknownMethod)).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'payment_method',
    });
    const missing = { statusCode: 404, code: 'resource_missing' };
    expect(await failureOf(stripe.paymentIntents.retrieve('pi_none'))).toMatchObject(missing);
    expect(await failureOf(stripe.paymentIntents.cancel('pi_none'))).toMatchObject(missing);
    expect(await failureOf(stripe.refunds.create({ payment_intent: 'pi_none' }))).toMatchObject(
      missing,
    );
    expect(await failureOf(stripe.refunds.retrieve('re_none'))).toMatchObject(missing);
  });

  test('wrong parameters are named', async () => {
    const { stripe } = await sandboxWithStripe();
    const create = (params: Stripe.PaymentIntentCreateParams) =>
      failureOf(stripe.paymentIntents.create(params));
    expect(await create({ amount: 1.5, currency: 'eur' })).toMatchObject({
      statusCode: 400,
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
    expect(await create({ amount: 1, currency: 'euros' })).toMatchObject({ param: 'currency' });
    expect(await create({ amount: 1, currency: 'eur', customer: 'cus_1' })).toMatchObject({
      code: 'parameter_unknown',
      param: 'customer',
    });
    expect(await create({ amount: 1, currency: 'eur', confirm: true })).toMatchObject({
      code: 'parameter_missing',
      param: 'payment_method',
    });
    expect(await failureOf(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({
      param: 'limit',
    });
  });
});
