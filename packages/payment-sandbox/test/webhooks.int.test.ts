import { expect, test } from 'vitest';
import { createIntent, failureOf, pay, sandboxWithStripe, eventually } from './sandbox.fixture.ts';
import { receiveWebhooks } from './webhook-receiver.fixture.ts';

const SECRET = 'whsec_of_the_tests';

async function sandboxWithReceiver() {
  const receiver = await receiveWebhooks(SECRET);
  const running = await sandboxWithStripe({ webhookUrl: receiver.url, webhookSecret: SECRET });
  const types = () => receiver.events.map(({ type }) => type);
  return { ...running, receiver, types };
}

test('each kind of event arrives with a signature that the SDK verifies', async () => {
  const { stripe, receiver, types } = await sandboxWithReceiver();
  const { id } = await pay(stripe, 'paid');
  await stripe.refunds.create({ payment_intent: id, amount: 100 });
  const unpaid = await createIntent(stripe, 'unpaid');
  await failureOf(
    stripe.paymentIntents.confirm(unpaid.id, { payment_method: 'pm_card_chargeDeclined' }),
  );
  await stripe.paymentIntents.cancel(unpaid.id);

  await eventually(() => expect(types()).toHaveLength(4));
  expect(types().toSorted()).toEqual([
    'charge.refunded',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.succeeded',
  ]);
  const succeeded = receiver.events.find(({ type }) => type === 'payment_intent.succeeded');
  expect(succeeded?.data.object).toMatchObject({ id, metadata: { orderId: 'paid' } });
  const refunded = receiver.events.find(({ type }) => type === 'charge.refunded');
  expect(refunded?.data.object).toMatchObject({ payment_intent: id, amount_refunded: 100 });
});

test('a refund that fails later is told once, as the refund', async () => {
  const { sandbox, stripe, receiver, types } = await sandboxWithReceiver();
  const { id: payment } = await pay(stripe, 'order-1');
  const { id } = await stripe.refunds.create({ payment_intent: payment });
  expect(await sandbox.failRefunds('order-1', 'declined')).toEqual([id]);
  expect(await sandbox.failRefunds('order-1')).toEqual([]);

  await eventually(async () =>
    expect(await sandbox.webhooks()).toMatchObject({ delivered: 3, pending: 0 }),
  );
  expect(types().filter((type) => type === 'refund.failed')).toHaveLength(1);
  const told = receiver.events.find(({ type }) => type === 'refund.failed');
  expect(told?.request).toEqual({ id: null, idempotency_key: null });
  expect(told?.data.object).toMatchObject({
    id,
    object: 'refund',
    payment_intent: payment,
    amount: 2_500,
    status: 'failed',
    failure_reason: 'declined',
  });
});

test('a failed delivery is repeated until the endpoint accepts it', async () => {
  const { sandbox, stripe, receiver, types } = await sandboxWithReceiver();
  receiver.answerWith(503);
  await pay(stripe, 'order-1');
  await eventually(() => expect(types().length).toBeGreaterThanOrEqual(3));
  receiver.answerWith(204);
  await eventually(async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 1 }));
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1);
});

test('a delivery that never succeeds is given up after eight attempts', async () => {
  const { sandbox, stripe, receiver, types } = await sandboxWithReceiver();
  receiver.answerWith(500);
  await pay(stripe, 'order-1');
  await eventually(async () =>
    expect(await sandbox.webhooks()).toMatchObject({ exhausted: 1, pending: 0 }),
  );
  expect(types()).toHaveLength(8);
});

test('events can be duplicated', async () => {
  const { sandbox, stripe, receiver } = await sandboxWithReceiver();
  await sandbox.setWebhooks({ duplicate: 2 });
  await pay(stripe, 'order-1');
  await eventually(async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 3 }));
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1);
});

test('events are withheld while webhooks are off, and arrive afterwards', async () => {
  const { sandbox, stripe, types } = await sandboxWithReceiver();
  await sandbox.setWebhooks({ off: true });
  await pay(stripe, 'order-1');
  expect(await sandbox.webhooks()).toMatchObject({ pending: 1, delivered: 0 });
  expect(types()).toEqual([]);
  await sandbox.setWebhooks({ off: false });
  await eventually(() => expect(types()).toEqual(['payment_intent.succeeded']));
});

test('a delayed event is not sent before its time', async () => {
  const { sandbox, stripe, types } = await sandboxWithReceiver();
  await sandbox.setWebhooks({ delayMs: 600_000 });
  await pay(stripe, 'late');
  await sandbox.setWebhooks({ delayMs: 0 });
  await createIntent(stripe, 'prompt').then(({ id }) => stripe.paymentIntents.cancel(id));
  await eventually(() => expect(types()).toEqual(['payment_intent.canceled']));
  expect(await sandbox.webhooks()).toMatchObject({ pending: 1, delivered: 1 });
});

test('events wait while the provider is down for everyone, or for their order', async () => {
  const { sandbox, stripe, receiver } = await sandboxWithReceiver();
  const orders = () =>
    receiver.events.map(({ data }) => ('metadata' in data.object ? data.object.metadata : null));
  await sandbox.setWebhooks({ off: true });
  await pay(stripe, 'a');
  await pay(stripe, 'b');
  await sandbox.addRule({ mode: 'down' });
  await sandbox.setWebhooks({ off: false });
  expect(await sandbox.webhooks()).toMatchObject({ pending: 2 });

  await sandbox.addRule({ mode: 'down', match: { orderId: 'a' } });
  const [everyone] = await sandbox.rules();
  await sandbox.removeRule(everyone?.id ?? '');
  await eventually(async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 1 }));
  expect(orders()).toEqual([{ orderId: 'b' }]);

  await sandbox.clearRules();
  await eventually(() => expect(orders()).toEqual([{ orderId: 'b' }, { orderId: 'a' }]));
});

test('without an endpoint there are no events, also not later', async () => {
  const { sandbox, stripe } = await sandboxWithStripe({ webhookSecret: SECRET });
  await pay(stripe, 'before');
  const receiver = await receiveWebhooks(SECRET);
  await sandbox.setWebhookUrl(receiver.url);
  const { id } = await pay(stripe, 'after');
  await eventually(() => expect(receiver.events.map(({ data }) => data.object)).toHaveLength(1));
  expect(receiver.events[0]?.data.object).toMatchObject({ id });
});

test('closing breaks off a delivery that is not answered', async () => {
  const { sandbox, stripe, receiver, types } = await sandboxWithReceiver();
  receiver.answerWith('nothing');
  await pay(stripe, 'order-1');
  await eventually(() => expect(types()).toEqual(['payment_intent.succeeded']));
  await sandbox.close();
  expect(types()).toHaveLength(1);
});
