import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stripeProvider } from './payment-provider.stripe.ts';
import { stripeClient } from './stripe-client.ts';

/*
 * Stripe forgets idempotency keys after a day. What was begun longer ago is looked for first; this server answers the
 * two look-ups, and says which requests came.
 */

const DAY_MS = 24 * 60 * 60 * 1_000;
const begunAt = new Date('2026-01-05T09:00:00.000Z');
const charge = {
  orderId: 'o-1',
  amount: { amount: 1_380, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  begunAt,
};
const refund = {
  refundId: 'r-1',
  orderId: 'o-1',
  amount: { amount: 690, currency: 'EUR' },
  paymentReference: 'pi_old',
  begunAt,
};
const signal = new AbortController().signal;

let app: FastifyInstance;
let baseUrl: string;
let requests: string[];
let known: { intents: object[]; refunds: object[] };

function listOf(data: object[]) {
  return { object: 'list', url: '/v1', has_more: false, data };
}

function stripeLater(laterMs: number) {
  const client = stripeClient({ secretKey: 'sk_test_sandbox', baseUrl });
  return stripeProvider(client, { now: () => begunAt.getTime() + laterMs });
}

describe('the Stripe gateway, after Stripe has forgotten the keys', () => {
  beforeEach(async () => {
    requests = [];
    known = { intents: [], refunds: [] };
    app = fastify();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    app.addHook('onRequest', async ({ method, url }) => {
      requests.push(`${method} ${decodeURIComponent(url)}`);
    });
    app.get('/v1/payment_intents/search', () => listOf(known.intents));
    app.post('/v1/payment_intents', () => ({ id: 'pi_new', status: 'requires_confirmation' }));
    app.post('/v1/payment_intents/:id/confirm', ({ url }) => ({
      id: url.split('/')[3],
      status: 'succeeded',
    }));
    app.get('/v1/refunds', () => listOf(known.refunds));
    app.post('/v1/refunds', () => ({ id: 're_new', status: 'succeeded' }));
    baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => app.close());

  it('finds the intent that has succeeded instead of charging again', async () => {
    known.intents = [{ id: 'pi_old', status: 'succeeded', created: 1 }];
    expect(await stripeLater(DAY_MS).charge(charge, signal)).toEqual({
      kind: 'captured',
      providerReference: 'pi_old',
    });
    expect(requests).toEqual([
      "GET /v1/payment_intents/search?query=metadata['orderId']:'o-1'&limit=100",
    ]);
  });

  it('goes on with the intent that got furthest, when failures have left several', async () => {
    known.intents = [
      { id: 'pi_3', status: 'requires_confirmation', created: 3 },
      { id: 'pi_2', status: 'succeeded', created: 2 },
      { id: 'pi_1', status: 'canceled', created: 1 },
    ];
    expect(await stripeLater(DAY_MS).charge(charge, signal)).toMatchObject({
      providerReference: 'pi_2',
    });
  });

  it('confirms the last intent that was created, when none was charged', async () => {
    known.intents = [
      { id: 'pi_older', status: 'requires_confirmation', created: 1 },
      { id: 'pi_old', status: 'requires_confirmation', created: 2 },
    ];
    expect(await stripeLater(DAY_MS).charge(charge, signal)).toMatchObject({
      providerReference: 'pi_old',
    });
    expect(requests.at(-1)).toBe('POST /v1/payment_intents/pi_old/confirm');
  });

  it('creates an intent when there is none', async () => {
    expect(await stripeLater(DAY_MS).charge(charge, signal)).toMatchObject({
      providerReference: 'pi_new',
    });
  });

  it('looks for nothing within the day', async () => {
    await stripeLater(1_000).charge(charge, signal);
    await stripeLater(1_000).refund(refund, signal);
    expect(requests.filter((request) => request.startsWith('GET'))).toEqual([]);
  });

  it('finds the refund that was made instead of giving the money back twice', async () => {
    known.refunds = [
      { id: 're_other', status: 'succeeded', metadata: { refundId: 'r-0' } },
      { id: 're_old', status: 'succeeded', metadata: { refundId: 'r-1' } },
    ];
    expect(await stripeLater(DAY_MS).refund(refund, signal)).toEqual({
      kind: 'refunded',
      providerReference: 're_old',
    });
    expect(requests).toEqual(['GET /v1/refunds?payment_intent=pi_old']);
  });

  it('makes the refund when it was not made', async () => {
    expect(await stripeLater(DAY_MS).refund(refund, signal)).toEqual({
      kind: 'refunded',
      providerReference: 're_new',
    });
  });

  it('tells that the refund was made and came back', async () => {
    const [metadata, failure] = [{ refundId: 'r-1' }, 'lost_or_stolen_card'];
    known.refunds = [{ id: 're_old', status: 'failed', metadata, failure_reason: failure }];
    expect(await stripeLater(DAY_MS).refund(refund, signal)).toEqual({
      kind: 'failed',
      providerReference: 're_old',
      reason: failure,
    });
  });
});
