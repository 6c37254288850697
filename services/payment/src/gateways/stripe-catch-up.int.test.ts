import type { EventDraft } from '@murmuration/contracts';
import { type PaymentSandbox, startPaymentSandbox } from '@murmuration/payment-sandbox';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { stripeProvider } from './payment-provider.stripe.ts';
import { startStripeCatchUp } from './stripe-catch-up.ts';
import { stripeClient } from './stripe-client.ts';

const signal = new AbortController().signal;
const timeout = 30_000;

let sandbox: PaymentSandbox;
let recorded: { id: string; draft: EventDraft }[];
let warnings: string[];
let refused: (draft: EventDraft) => boolean;

const client = () => stripeClient({ secretKey: 'sk_test_sandbox', baseUrl: sandbox.url });

/** Charges an order, and gives a part back. */
async function chargeAndRefund(orderId: string): Promise<void> {
  const provider = stripeProvider(client());
  const begunAt = new Date();
  const paymentMethod = 'pm_card_visa';
  const amount = { amount: 1_380, currency: 'EUR' };
  const charged = await provider.charge({ orderId, amount, paymentMethod, begunAt }, signal);
  if (charged.kind !== 'captured') throw new Error(`expected a capture, got ${charged.kind}`);
  const { providerReference: paymentReference } = charged;
  await provider.refund(
    { refundId: `r-${orderId}`, orderId, amount, paymentReference, begunAt },
    signal,
  );
}

function catchUp(everyMs: number): void {
  const looking = startStripeCatchUp({
    stripe: client(),
    everyMs,
    record: async (draft, { id }) => {
      if (refused(draft)) throw new Error('the database is down');
      recorded.push({ id, draft });
    },
    log: { warn: (_, text) => void warnings.push(text) },
  });
  onTestFinished(() => looking.close());
}

const kinds = () => recorded.map(({ draft }) => draft.name).toSorted();

describe('looking for what Stripe has told', () => {
  beforeEach(async () => {
    recorded = [];
    warnings = [];
    refused = () => false;
    // nobody listens there
    sandbox = await startPaymentSandbox({ port: 0, webhookUrl: 'http://127.0.0.1:9/' });
  });
  afterEach(() => sandbox.close());

  it('finds what no webhook has brought: how a charge ended, and a refund that failed', async () => {
    await chargeAndRefund('o-1');
    const [refundReference] = await sandbox.failRefunds('o-1', 'account_closed');
    catchUp(600_000);
    await vi.waitFor(() => expect(recorded).toHaveLength(2), { timeout });
    expect(kinds()).toEqual(['payment.provider-reported.v1', 'payment.refund-failed.v1']);
    const failed = recorded.find(({ draft }) => draft.name === 'payment.refund-failed.v1');
    expect(failed?.id).toMatch(/^evt_/);
    expect(failed?.draft.data).toEqual({
      orderId: 'o-1',
      refundId: 'r-o-1',
      notificationId: failed?.id,
      providerReference: refundReference,
      reason: 'account_closed',
    });
  });

  it('reads refunds that failed also when some endpoint has accepted the report, and such charges not', async () => {
    const endpoint = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(endpoint, 'listening');
    onTestFinished(() => void endpoint.close());
    const address = endpoint.address();
    if (address === null || typeof address === 'string') throw new Error('it has no port');
    await sandbox.setWebhookUrl(`http://127.0.0.1:${address.port}/`);
    await chargeAndRefund('o-1');
    await sandbox.failRefunds('o-1');
    const accepted = async () => expect(await sandbox.webhooks()).toMatchObject({ delivered: 3 });
    await vi.waitFor(accepted, { timeout });
    catchUp(50);
    // once more than once, so that a list is through
    await vi.waitFor(() => expect(recorded.length).toBeGreaterThan(1), { timeout });
    expect(new Set(kinds())).toEqual(new Set(['payment.refund-failed.v1']));
  });

  it('finds all of them, also more than Stripe tells at a time', async () => {
    await chargeAndRefund('o-1');
    for (let order = 2; order <= 121; order++) {
      await client().paymentIntents.create({
        amount: 100,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        confirm: true,
        metadata: { orderId: `o-${order}` },
      });
    }
    catchUp(600_000);
    await vi.waitFor(() => expect(recorded).toHaveLength(121), { timeout });
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(121);
  });

  it('looks again when Stripe fails, and says so', async () => {
    await sandbox.addRule({ mode: 'fail', operation: 'retrieve', times: 2 });
    await chargeAndRefund('o-1');
    catchUp(50);
    await vi.waitFor(() => expect(recorded.length).toBeGreaterThan(0), { timeout });
    expect(warnings.length).toBeGreaterThan(0);
  });

  it('records the rest when one report cannot be recorded, and that one later', async () => {
    await chargeAndRefund('o-1');
    await sandbox.failRefunds('o-1');
    refused = ({ name }) => name === 'payment.refund-failed.v1';
    catchUp(50);
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), { timeout });
    expect(new Set(kinds())).toEqual(new Set(['payment.provider-reported.v1']));
    refused = () => false;
    await vi.waitFor(() => expect(kinds()).toContain('payment.refund-failed.v1'), { timeout });
  });
});
