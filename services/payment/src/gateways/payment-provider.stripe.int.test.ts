import { TerminalError, UnavailableError } from '@murmuration/choreography';
import { startPaymentSandbox, type PaymentSandbox } from '@murmuration/payment-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Charge, PaymentProvider } from './payment-provider.port.ts';
import { stripeProvider } from './payment-provider.stripe.ts';
import { stripeClient } from './stripe-client.ts';

let sandbox: PaymentSandbox;
let provider: PaymentProvider;
let orders = 0;
let charge: Charge;

const signal = new AbortController().signal;
/** Stripe's client repeats a request once by itself, under the same key, when its connection was cut. */
const cutOff = 2;
const patient = { circuit: { failures: 1_000 } };

function providerWith(secretKey: string, timeoutMs = 20_000): PaymentProvider {
  return stripeProvider(stripeClient({ secretKey, baseUrl: sandbox.url, timeoutMs }), patient);
}

const refundOf = (reference: string, refundId = `r-${charge.orderId}`) => ({
  refundId,
  orderId: charge.orderId,
  amount: { amount: 690, currency: 'EUR' },
  paymentReference: reference,
  begunAt: charge.begunAt,
});

async function captureNow(): Promise<string> {
  const result = await provider.charge(charge, signal);
  if (result.kind !== 'captured') throw new Error(`expected a capture, got ${result.kind}`);
  return result.providerReference;
}

const ledger = () => sandbox.ledger(charge.orderId);
const taken = async () =>
  (await ledger()).charges.filter(({ status }) => status === 'succeeded').length;

describe('the Stripe gateway', () => {
  beforeAll(async () => {
    sandbox = await startPaymentSandbox({ port: 0, apiKey: 'sk_test_sandbox' });
    provider = providerWith('sk_test_sandbox');
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await sandbox.clearRules();
    orders += 1;
    charge = {
      orderId: `o-${orders}`,
      amount: { amount: 1_380, currency: 'EUR' },
      paymentMethod: 'pm_card_visa',
      begunAt: new Date(),
    };
  });

  it('charges a card, and once only when it is asked again', async () => {
    const first = await provider.charge(charge, signal);
    expect(first).toMatchObject({ kind: 'captured' });
    expect(await provider.charge(charge, signal)).toEqual(first);
    expect((await ledger()).charges).toMatchObject([{ amount: 1_380, currency: 'eur' }]);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
  ])('tells why %s is declined, the same again when it is asked again', async (token, code) => {
    charge = { ...charge, paymentMethod: token };
    const first = await provider.charge(charge, signal);
    expect(first).toMatchObject({ kind: 'declined', code });
    expect(await provider.charge(charge, signal)).toEqual(first);
    expect((await ledger()).charges).toHaveLength(1);
  });

  it('takes a card that Stripe does not know for a declined one', async () => {
    const result = await provider.charge({ ...charge, paymentMethod: 'pm_unheard_of' }, signal);
    expect(result).toMatchObject({ kind: 'declined', code: 'resource_missing' });
  });

  it('takes a sum that Stripe cannot charge for a declined one', async () => {
    const amount = { amount: 100_000_000_000, currency: 'EUR' };
    expect(await provider.charge({ ...charge, amount }, signal)).toMatchObject({
      kind: 'declined',
    });
  });

  it('voids what was never charged', async () => {
    expect(await provider.void(charge, signal)).toEqual({ kind: 'voided' });
    expect(await provider.void(charge, signal)).toEqual({ kind: 'voided' });
    expect(await taken()).toBe(0);
  });

  it('never charges what was voided', async () => {
    await provider.void(charge, signal);
    expect(await provider.charge(charge, signal)).toEqual({ kind: 'voided' });
    expect(await taken()).toBe(0);
  });

  it('tells that the money is there when it is asked to void too late', async () => {
    const providerReference = await captureNow();
    const result = await provider.void(charge, signal);
    expect(result).toEqual({ kind: 'captured', providerReference });
  });

  it('voids what could never be charged', async () => {
    const unknown = { ...charge, paymentMethod: 'pm_unheard_of' };
    expect(await provider.void(unknown, signal)).toEqual({ kind: 'voided' });
  });

  it('voids a declined charge', async () => {
    const declined = { ...charge, paymentMethod: 'pm_card_chargeDeclined' };
    await provider.charge(declined, signal);
    expect(await provider.void(declined, signal)).toEqual({ kind: 'voided' });
  });

  it('gives back a part, once only when it is asked again', async () => {
    const reference = await captureNow();
    const first = await provider.refund(refundOf(reference), signal);
    expect(await provider.refund(refundOf(reference), signal)).toEqual(first);
    expect((await ledger()).refunds).toMatchObject([{ amount: 690 }]);
    await provider.refund(refundOf(reference, `r2-${charge.orderId}`), signal);
    expect((await ledger()).refunds).toHaveLength(2);
  });

  it('gives up on a refund that Stripe refuses', async () => {
    const reference = await captureNow();
    const tooMuch = { ...refundOf(reference), amount: { amount: 1_381, currency: 'EUR' } };
    await expect(provider.refund(tooMuch, signal)).rejects.toThrow(TerminalError);
    await expect(provider.refund(refundOf('pi_unheard_of', 'r-x'), signal)).rejects.toThrow(
      TerminalError,
    );
  });

  it('gives up when the key is wrong', async () => {
    await expect(providerWith('sk_test_wrong').charge(charge, signal)).rejects.toThrow(
      TerminalError,
    );
  });

  it.each(['create', 'confirm'] as const)(
    'is unavailable while Stripe cannot be reached (%s), and charges once afterwards',
    async (operation) => {
      await sandbox.addRule({ mode: 'down', operation, times: cutOff });
      await expect(provider.charge(charge, signal)).rejects.toThrow(UnavailableError);
      await captureNow();
      expect(await taken()).toBe(1);
    },
  );

  it('is unavailable when Stripe does not answer in time, and charges once afterwards', async () => {
    await sandbox.addRule({ mode: 'charge-then-hang', times: 1 });
    const hasty = providerWith('sk_test_sandbox', 2_000);
    await expect(hasty.charge(charge, signal)).rejects.toThrow(UnavailableError);
    expect(await taken()).toBe(1);
    await captureNow();
    expect(await taken()).toBe(1);
  });

  it('finds out what became of a charge that was cut off, and does not charge again', async () => {
    await sandbox.addRule({ mode: 'charge-then-drop', times: cutOff });
    await expect(provider.charge(charge, signal)).rejects.toThrow(UnavailableError);
    await captureNow();
    expect(await taken()).toBe(1);
  });

  describe('when Stripe fails, which it would repeat under the same key for a day', () => {
    beforeEach(() => {
      // how many keys are tried grows with the time since the first request
      charge = { ...charge, begunAt: new Date(Date.now() - 10_000) };
    });

    it('looks whether the money was taken', async () => {
      await sandbox.addRule({ mode: 'charge-then-fail', times: 1 });
      expect(await provider.charge(charge, signal)).toMatchObject({ kind: 'captured' });
      expect(await taken()).toBe(1);
    });

    it.each([
      ['create', 'fail'],
      ['create', 'charge-then-fail'],
      ['confirm', 'fail'],
    ] as const)('charges once all the same (%s: %s)', async (operation, mode) => {
      // the second failure meets the key that is taken instead
      await sandbox.addRule({ mode, operation, times: 1 });
      await expect(provider.charge(charge, signal)).rejects.toThrow(UnavailableError);
      await sandbox.addRule({ mode: 'slow', operation, times: 1, delayMs: 0 });
      await sandbox.addRule({ mode, operation, times: 1 });
      await expect(provider.charge(charge, signal)).rejects.toThrow(UnavailableError);
      const reference = await captureNow();
      expect(await captureNow()).toBe(reference);
      expect(await provider.void(charge, signal)).toMatchObject({ kind: 'captured' });
      expect(await taken()).toBe(1);
    });

    it.each([
      ['create', 'charge-then-fail'],
      ['cancel', 'fail'],
    ] as const)('voids all the same (%s: %s)', async (operation, mode) => {
      await sandbox.addRule({ mode, operation, times: 1 });
      await expect(provider.void(charge, signal)).rejects.toThrow(UnavailableError);
      expect(await provider.void(charge, signal)).toEqual({ kind: 'voided' });
      expect(await provider.charge(charge, signal)).toEqual({ kind: 'voided' });
      expect(await taken()).toBe(0);
    });

    it('finds the refund that was made', async () => {
      const reference = await captureNow();
      await sandbox.addRule({ mode: 'charge-then-fail', operation: 'refund', times: 1 });
      const first = await provider.refund(refundOf(reference), signal);
      expect(await provider.refund(refundOf(reference), signal)).toEqual(first);
      expect((await ledger()).refunds).toMatchObject([{ id: first.providerReference }]);
    });

    it('does not ask for a refund under another key: Stripe may still make it', async () => {
      const reference = await captureNow();
      await sandbox.addRule({ mode: 'fail', operation: 'refund', times: 1 });
      for (let attempt = 0; attempt < 2; attempt++) {
        const refund = provider.refund(refundOf(reference), signal);
        await expect(refund).rejects.toThrow(UnavailableError);
      }
      expect((await ledger()).refunds).toEqual([]);
    });
  });

  it('resolves a charge in doubt by voiding: captured when it was, voided when it was not', async () => {
    await sandbox.addRule({ mode: 'charge-then-drop', times: cutOff });
    await expect(provider.charge(charge, signal)).rejects.toThrow(UnavailableError);
    expect(await provider.void(charge, signal)).toMatchObject({ kind: 'captured' });

    const other = { ...charge, orderId: `${charge.orderId}-b` };
    await sandbox.addRule({ mode: 'down', operation: 'confirm', times: cutOff });
    await expect(provider.charge(other, signal)).rejects.toThrow(UnavailableError);
    expect(await provider.void(other, signal)).toEqual({ kind: 'voided' });
  });

  it('is unavailable while the same charge is under way elsewhere, and charges once', async () => {
    await sandbox.addRule({ mode: 'slow-before', delayMs: 3_000, times: 1 });
    const results = await Promise.allSettled([
      provider.charge(charge, signal),
      provider.charge(charge, signal),
    ]);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { name: 'UnavailableError' } }]);
    await captureNow();
    expect(await taken()).toBe(1);
  });

  it('stops waiting when it is told to', async () => {
    await sandbox.addRule({ mode: 'hang', operation: 'create', times: 1 });
    const broken = provider.charge(charge, AbortSignal.timeout(50));
    await expect(broken).rejects.toThrow(UnavailableError);
  });
});
