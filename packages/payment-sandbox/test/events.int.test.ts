import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createIntent, eventually, failureOf, pay, sandboxWithStripe } from './sandbox.fixture.ts';
import { receiveWebhooks } from './webhook-receiver.fixture.ts';

const SECRET = 'whsec_of_the_tests';

async function sandboxWithReceiver() {
  const receiver = await receiveWebhooks(SECRET);
  const running = await sandboxWithStripe({ webhookUrl: receiver.url, webhookSecret: SECRET });
  const listed = async (params: Stripe.EventListParams = {}) => {
    const { data } = await running.stripe.events.list(params);
    return data.map(({ type }) => type);
  };
  return { ...running, receiver, listed };
}

test('events can be listed, the newest first, as they were told', async () => {
  const { stripe, receiver, listed } = await sandboxWithReceiver();
  const { id } = await pay(stripe, 'order-1');
  await stripe.refunds.create({ payment_intent: id, amount: 100 });
  expect(await listed()).toEqual(['charge.refunded', 'payment_intent.succeeded']);
  await eventually(() => expect(receiver.events).toHaveLength(2));
  const { data } = await stripe.events.list();
  expect(data).toEqual(receiver.events.toSorted((a, b) => (a.type < b.type ? -1 : 1)));
});

test('the list knows the kind of an event, its time, and whether it was accepted', async () => {
  const { sandbox, stripe, listed } = await sandboxWithReceiver();
  // each of its copies counts
  await sandbox.setWebhooks({ duplicate: 1 });
  await pay(stripe, 'accepted');
  await eventually(async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 2 }));
  await sandbox.setWebhooks({ off: true });
  await stripe.paymentIntents.cancel((await createIntent(stripe, 'withheld')).id);

  expect(await listed({ type: 'payment_intent.succeeded' })).toEqual(['payment_intent.succeeded']);
  expect(await listed({ types: ['refund.failed', 'payment_intent.canceled'] })).toEqual([
    'payment_intent.canceled',
  ]);
  expect(await listed({ delivery_success: false })).toEqual(['payment_intent.canceled']);
  expect(await listed({ delivery_success: true })).toEqual(['payment_intent.succeeded']);
  const now = Math.floor(Date.now() / 1_000);
  expect(await listed({ created: { gte: now - 60 } })).toHaveLength(2);
  expect(await listed({ created: { gte: now + 60 } })).toEqual([]);
});

test('the list has pages', async () => {
  const { stripe } = await sandboxWithReceiver();
  for (const order of ['a', 'b', 'c', 'd', 'e']) await pay(stripe, order);
  const all: string[] = [];
  for await (const { id } of stripe.events.list({ limit: 2 })) all.push(id);
  expect(new Set(all).size).toBe(5);
  const [, second = ''] = all;
  const before = await stripe.events.list({ ending_before: second });
  expect(before.data.map(({ id }) => id)).toEqual(all.slice(0, 1));
});

test('a list that cannot be is refused, with the parameter', async () => {
  const { stripe } = await sandboxWithReceiver();
  const unknown = await failureOf(stripe.events.list({ starting_after: 'evt_unknown' }));
  expect(unknown).toMatchObject({ statusCode: 400, param: 'starting_after' });
  const both = await failureOf(
    stripe.events.list({ type: 'refund.failed', types: ['refund.failed'] }),
  );
  expect(both).toMatchObject({ statusCode: 400, param: 'types' });
  const unsupported = await failureOf(stripe.events.list({ created: { gte: 1, lt: 5 } }));
  expect(unsupported).toMatchObject({ statusCode: 400, code: 'parameter_unknown' });
});
