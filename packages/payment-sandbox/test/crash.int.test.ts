import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { sandboxControl } from '../src/index.ts';
import {
  API_KEY,
  failureOf,
  pay,
  sandboxWithStripe,
  stripeAt,
  eventually,
} from './sandbox.fixture.ts';
import { startSandboxProcess } from './sandbox-process.fixture.ts';
import { receiveWebhooks } from './webhook-receiver.fixture.ts';

const SECRET = 'whsec_of_the_tests';

async function emptyDataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'payment-sandbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'ledger.db');
}

test('after kill -9 amid traffic, everything answered is there and retries charge once', async () => {
  const environment = { DATA_FILE: await emptyDataFile(), API_KEY };
  const first = await startSandboxProcess(environment);
  const stripe = stripeAt(first.url);
  const answered = new Map<string, string>();
  const orders = Array.from({ length: 200 }, (_, n) => `order-${n}`);
  const payments = orders.map(async (order) => {
    const { id } = await pay(stripe, order, { idempotencyKey: order });
    answered.set(order, id);
  });
  const settled = Promise.allSettled(payments);
  await eventually(() => expect(answered.size).toBeGreaterThan(20));
  expect(await first.stop('SIGKILL')).toBe('SIGKILL');
  await settled;

  const second = await startSandboxProcess(environment);
  const sandbox = sandboxControl(second.url);
  const charged = new Map(
    (await sandbox.ledger()).charges.map((c) => [c.orderId, c.paymentIntent]),
  );
  for (const [order, id] of answered) expect(charged.get(order)).toBe(id);

  const retry = stripeAt(second.url);
  for (const order of orders) await pay(retry, order, { idempotencyKey: order });
  const { charges, ordersChargedTwice } = await sandbox.summary();
  expect(charges).toEqual([{ currency: 'eur', count: 200, amount: 500_000 }]);
  expect(ordersChargedTwice).toEqual([]);
});

test('a charge that was never answered survives kill -9, and its key returns it', async () => {
  const environment = { DATA_FILE: await emptyDataFile() };
  const first = await startSandboxProcess(environment);
  const before = sandboxControl(first.url);
  await before.addRule({ mode: 'charge-then-hang' });
  const hanging = failureOf(pay(stripeAt(first.url), 'order-1', { idempotencyKey: 'key-1' }));
  await eventually(async () => expect((await before.ledger()).charges).toHaveLength(1));
  const { charges } = await before.ledger('order-1');
  await first.stop('SIGKILL');
  await hanging;

  const second = await startSandboxProcess(environment);
  const retried = await pay(stripeAt(second.url), 'order-1', { idempotencyKey: 'key-1' });
  expect(retried.latest_charge).toBe(charges[0]?.id);
  expect((await sandboxControl(second.url).ledger('order-1')).charges).toEqual(charges);
});

test('webhooks that were not delivered go on after kill -9', async () => {
  const receiver = await receiveWebhooks(SECRET);
  receiver.answerWith(500);
  const environment = {
    DATA_FILE: await emptyDataFile(),
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET: SECRET,
  };
  const first = await startSandboxProcess(environment);
  const { id } = await pay(stripeAt(first.url), 'order-1');
  await eventually(() => expect(receiver.events.length).toBeGreaterThan(0));
  await first.stop('SIGKILL');
  receiver.answerWith(200);

  const second = await startSandboxProcess(environment);
  const sandbox = sandboxControl(second.url);
  await eventually(async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 1 }));
  expect(receiver.events.at(-1)?.data.object).toMatchObject({ id });
});

test('a refund that failed is still failed after kill -9', async () => {
  const environment = { DATA_FILE: await emptyDataFile() };
  const first = await startSandboxProcess(environment);
  const { id } = await pay(stripeAt(first.url), 'order-1');
  const refund = await stripeAt(first.url).refunds.create({ payment_intent: id });
  await sandboxControl(first.url).failRefunds('order-1', 'declined');
  await first.stop('SIGKILL');

  const second = await startSandboxProcess(environment);
  const retrieved = await stripeAt(second.url).refunds.retrieve(refund.id);
  expect(retrieved).toMatchObject({ status: 'failed', failure_reason: 'declined' });
  expect(await sandboxControl(second.url).failRefunds('order-1')).toEqual([]);
});

test('a ledger from before refunds could fail is read, and its refunds can fail', async () => {
  const dataFile = await emptyDataFile();
  const { sandbox: before, stripe } = await sandboxWithStripe({ dataFile });
  const { id } = await pay(stripe, 'order-1');
  const refund = await stripe.refunds.create({ payment_intent: id });
  await before.close();
  const file = new DatabaseSync(dataFile);
  file.exec('ALTER TABLE refunds DROP COLUMN failure_reason');
  file.close();

  const { sandbox } = await sandboxWithStripe({ dataFile });
  expect((await sandbox.ledger()).refunds).toMatchObject([{ id: refund.id, status: 'succeeded' }]);
  expect(await sandbox.failRefunds('order-1')).toEqual([refund.id]);
  expect((await sandbox.ledger()).refunds).toMatchObject([{ id: refund.id, status: 'failed' }]);
});

test('SIGTERM ends the process cleanly, also while a call hangs', async () => {
  const sandbox = await startSandboxProcess({ DATA_FILE: await emptyDataFile() });
  const control = sandboxControl(sandbox.url);
  await control.addRule({ mode: 'charge-then-hang' });
  const hanging = failureOf(pay(stripeAt(sandbox.url), 'order-1'));
  await eventually(async () => expect((await control.ledger()).charges).toHaveLength(1));
  expect(await sandbox.stop('SIGTERM')).toBe(0);
  await hanging;
});

test('a second sandbox on the same ledger is refused', async () => {
  const environment = { DATA_FILE: await emptyDataFile() };
  await startSandboxProcess(environment);
  await expect(startSandboxProcess(environment)).rejects.toThrow('ended before it listened');
});
