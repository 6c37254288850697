import type { EventDraft } from '@murmuration/contracts';
import { startPaymentSandbox } from '@murmuration/payment-sandbox';
import { Stripe } from 'stripe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stripeProvider } from './payment-provider.stripe.ts';
import { stripeClient } from './stripe-client.ts';
import { startStripeWebhook, type StripeWebhook } from './stripe-webhook.ts';

const secret = 'whsec_for_this_test';
let webhook: StripeWebhook;
let recorded: { id: string; draft: EventDraft }[];
let failing: boolean;

function payloadOf(type: string, metadata: object = { orderId: 'o-1' }): string {
  const object = { id: 'pi_1', object: 'payment_intent', metadata };
  return JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
}

function signed(payload: string, timestamp = Math.floor(Date.now() / 1_000)): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function post(payload: string, signature?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(new URL('/webhooks/stripe', webhook.url), {
    method: 'POST',
    body: payload,
    headers: signature === undefined ? headers : { ...headers, 'stripe-signature': signature },
  });
}

describe('the Stripe webhook', () => {
  beforeEach(async () => {
    recorded = [];
    failing = false;
    webhook = await startStripeWebhook({
      secret,
      host: '127.0.0.1',
      port: 0,
      record: async (draft, { id }) => {
        if (failing) throw new Error('the database is down');
        recorded.push({ id, draft });
      },
    });
  });
  afterEach(() => webhook.close());

  it.each([
    ['payment_intent.succeeded', 'captured'],
    ['payment_intent.canceled', 'voided'],
  ])('records %s as %s, under the id of Stripe’s event', async (type, result) => {
    const payload = payloadOf(type);
    expect((await post(payload, signed(payload))).status).toBe(200);
    const data = { orderId: 'o-1', notificationId: 'evt_1', providerReference: 'pi_1', result };
    expect(recorded).toMatchObject([
      { id: 'evt_1', draft: { name: 'payment.provider-reported.v1', data } },
    ]);
  });

  it.each([
    ['as Stripe says', { failure_reason: 'lost_or_stolen_card' }, 'lost_or_stolen_card'],
    ['when Stripe does not say', {}, 'unknown'],
  ])('records that a refund failed, and why (%s)', async (_, given, reason) => {
    const metadata = { orderId: 'o-1', refundId: 'r-1' };
    const object = { id: 're_1', object: 'refund', status: 'failed', metadata, ...given };
    const event = { id: 'evt_2', object: 'event', type: 'refund.failed', data: { object } };
    const payload = JSON.stringify(event);
    expect((await post(payload, signed(payload))).status).toBe(200);
    const told = { notificationId: 'evt_2', providerReference: 're_1', reason };
    expect(recorded).toMatchObject([
      {
        id: 'evt_2',
        draft: {
          name: 'payment.refund-failed.v1',
          data: { orderId: 'o-1', refundId: 'r-1', ...told },
        },
      },
    ]);
  });

  it('ignores other events, and payments and refunds of other programs', async () => {
    for (const payload of [
      payloadOf('charge.refunded'),
      payloadOf('payment_intent.succeeded', {}),
      payloadOf('refund.failed'),
    ]) {
      expect((await post(payload, signed(payload))).status).toBe(200);
    }
    expect(recorded).toEqual([]);
  });

  it('refuses what is not signed, badly signed, tampered with, or stale', async () => {
    const payload = payloadOf('payment_intent.succeeded');
    const anHourAgo = Math.floor(Date.now() / 1_000) - 3_600;
    const refused = [
      await post(payload),
      await post(payload, 't=1,v1=00'),
      await post(payload.replace('o-1', 'o-2'), signed(payload)),
      await post(payload, signed(payload, anHourAgo)),
      await post('not json', signed('not json')),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(recorded).toEqual([]);
  });

  it('asks Stripe to repeat what it could not record', async () => {
    const payload = payloadOf('payment_intent.succeeded');
    failing = true;
    expect((await post(payload, signed(payload))).status).toBe(500);
    failing = false;
    expect((await post(payload, signed(payload))).status).toBe(200);
    expect(recorded).toHaveLength(1);
  });

  it('answers health checks', async () => {
    const response = await fetch(new URL('/health', webhook.url));
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('hears from the provider what the gateway has done', async () => {
    const webhookUrl = new URL('/webhooks/stripe', webhook.url).href;
    const sandbox = await startPaymentSandbox({ port: 0, webhookUrl, webhookSecret: secret });
    try {
      const client = stripeClient({ secretKey: 'sk_test_sandbox', baseUrl: sandbox.url });
      const charge = {
        orderId: 'o-7',
        amount: { amount: 1_380, currency: 'EUR' },
        paymentMethod: 'pm_card_visa',
        begunAt: new Date(),
      };
      await stripeProvider(client).charge(charge, new AbortController().signal);
      await vi.waitFor(() => expect(recorded).toHaveLength(1), { timeout: 30_000 });
      expect(recorded[0]?.draft.data).toMatchObject({ orderId: 'o-7', result: 'captured' });
    } finally {
      await sandbox.close();
    }
  });
});
