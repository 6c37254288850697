import { inProcessProvider } from '@murmuration/payment';
import { describe, expect, it } from 'vitest';
import { Gateways } from './gateways.ts';
import { givenBack, nothingOutside, type Outside } from './outside.ts';
import { usualRules } from './rules.ts';

const { signal } = new AbortController();
const charge = {
  orderId: 'o-1',
  amount: { amount: 690, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  begunAt: new Date('2026-01-05T09:00:00.000Z'),
};
const refund = {
  orderId: 'o-1',
  refundId: 'r-1',
  amount: { amount: 300, currency: 'EUR' },
  paymentReference: 'pi_o-1',
  begunAt: charge.begunAt,
};

describe('the provider of the world', () => {
  it.each([
    ['charge'],
    ['void'],
    ['charge', 'void'],
    ['void', 'charge'],
    ['charge', 'refund', 'refund', 'charge'],
  ])(
    'answers %s %s as the one does that runs in this process, and keeps the same books',
    async (...asked: string[]) => {
      const model = inProcessProvider();
      let outside: Outside = nothingOutside;
      for (const what of asked) {
        const gateways = new Gateways(outside, 'yes', usualRules);
        if (what === 'refund') {
          expect(await gateways.refund(refund)).toEqual(await model.refund(refund, signal));
        } else if (what === 'void') {
          expect(await gateways.void(charge)).toEqual(await model.void(charge, signal));
        } else expect(await gateways.charge(charge)).toEqual(await model.charge(charge, signal));
        ({ outside } = gateways);
      }
      const account = outside.accounts['o-1'];
      expect(account).toBeDefined();
      if (account === undefined) return;
      const { status, captured } = account;
      expect({ status, captured, refunded: givenBack(account) }).toEqual(model.accounts.get('o-1'));
    },
  );

  it('does nothing when it is silent, and does what it is asked when it is only silent about it', async () => {
    const silent = new Gateways(nothingOutside, 'silent', usualRules);
    await expect(silent.charge(charge)).rejects.toThrow('no answer');
    expect(silent.outside).toEqual(nothingOutside);
    const secretive = new Gateways(nothingOutside, 'does it and is silent', usualRules);
    await expect(secretive.charge(charge)).rejects.toThrow('no answer');
    expect(secretive.outside.accounts['o-1']?.charges).toBe(1);
  });
});
