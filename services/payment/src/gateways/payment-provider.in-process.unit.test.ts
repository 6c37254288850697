import { describe, expect, it } from 'vitest';
import { inProcessProvider } from './payment-provider.in-process.ts';

const charge = {
  orderId: 'o-1',
  amount: { amount: 1_380, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  begunAt: new Date('2026-01-05T09:00:00.000Z'),
};
const refund = {
  refundId: 'r-1',
  orderId: 'o-1',
  amount: { amount: 690, currency: 'EUR' },
  paymentReference: 'pi_o-1',
  begunAt: new Date('2026-01-05T09:00:00.000Z'),
};
const signal = new AbortController().signal;

describe('the in-process provider', () => {
  it('captures, once, whatever is repeated', async () => {
    const provider = inProcessProvider();
    const first = await provider.charge(charge, signal);
    expect(first).toEqual({ kind: 'captured', providerReference: 'pi_o-1' });
    expect(await provider.charge(charge, signal)).toEqual(first);
    expect(await provider.void(charge, signal)).toEqual(first);
    expect(provider.accounts.get('o-1')).toEqual({
      status: 'captured',
      captured: 1_380,
      refunded: 0,
    });
  });

  it('declines the tokens that say so', async () => {
    const provider = inProcessProvider();
    const token = 'pm_card_chargeDeclinedInsufficientFunds';
    const result = await provider.charge({ ...charge, paymentMethod: token }, signal);
    expect(result).toMatchObject({ kind: 'declined', code: 'card_declined' });
  });

  it('never charges what it has voided', async () => {
    const provider = inProcessProvider();
    expect(await provider.void(charge, signal)).toEqual({ kind: 'voided' });
    expect(await provider.charge(charge, signal)).toEqual({ kind: 'voided' });
  });

  it('refunds nothing that it has not captured', async () => {
    const provider = inProcessProvider();
    await expect(provider.refund(refund, signal)).rejects.toThrow('o-1 was never charged');
  });

  it('refunds once under one id', async () => {
    const provider = inProcessProvider();
    await provider.charge(charge, signal);
    await provider.refund(refund, signal);
    await provider.refund(refund, signal);
    await provider.refund({ ...refund, refundId: 'r-2' }, signal);
    expect(provider.accounts.get('o-1')).toMatchObject({ refunded: 1_380 });
  });
});
