import Stripe from 'stripe';
import { onTestFinished, vi } from 'vitest';
import {
  startPaymentSandbox,
  type PaymentSandbox,
  type PaymentSandboxOptions,
} from '../src/index.ts';

// Generous: it only bounds a failure, and the machine may be busy with other tests.
const WAIT_TIMEOUT_MS = 15_000;

export const API_KEY = 'sk_test_sandbox';

/** The official SDK against a sandbox, without retries of its own. */
export function stripeAt(url: string, options: { apiKey?: string; timeout?: number } = {}): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(options.apiKey ?? API_KEY, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: options.timeout ?? 10_000,
    telemetry: false,
  });
}

/** A sandbox of its own for one test, in memory unless the options say otherwise. */
export async function sandboxWithStripe(
  options: Partial<PaymentSandboxOptions> = {},
): Promise<{ sandbox: PaymentSandbox; stripe: Stripe }> {
  const sandbox = await startPaymentSandbox({ port: 0, webhookRetryBaseMs: 5, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, stripe: stripeAt(sandbox.url) };
}

/** An unconfirmed intent of one order over 2,500 minor units. */
export function createIntent(
  stripe: Stripe,
  orderId: string,
  options: Stripe.RequestOptions = {},
): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  return stripe.paymentIntents.create(
    { amount: 2_500, currency: 'EUR', metadata: { orderId } },
    options,
  );
}

/** Creates and confirms in one call. */
export function pay(
  stripe: Stripe,
  orderId: string,
  options: Stripe.RequestOptions = {},
): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  return stripe.paymentIntents.create(
    {
      amount: 2_500,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
      metadata: { orderId },
    },
    options,
  );
}

/** What a promise is rejected with; a promise that is fulfilled fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was expected to fail, but succeeded.');
}

/** Waits until a check passes. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: WAIT_TIMEOUT_MS, interval: 5 });
}
