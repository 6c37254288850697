import { expect, it } from 'vitest';
import { ledgerByOrder } from './provider-ledger.ts';

const at = '2026-01-05T09:00:00.000Z';
const entry = { currency: 'eur', at, paymentIntent: 'pi_1' };
const charge = (id: string, orderId: string | null, status: 'succeeded' | 'failed') => ({
  ...entry,
  id,
  orderId,
  amount: 500,
  status,
});
const refund = (id: string, orderId: string, amount: number, status: 'succeeded' | 'failed') => ({
  ...entry,
  id,
  charge: 'ch_2',
  orderId,
  amount,
  status,
});

it('sums a ledger up by order: charges that succeeded, refunds, and refunds that failed', () => {
  const refunds = [
    refund('re_1', 'o-1', 200, 'succeeded'),
    refund('re_2', 'o-1', 30, 'failed'),
    refund('re_3', 'o-1', 7, 'failed'),
  ];
  const charges = [
    charge('ch_1', 'o-1', 'failed'),
    charge('ch_2', 'o-1', 'succeeded'),
    charge('ch_3', 'o-1', 'succeeded'),
    charge('ch_4', 'o-2', 'failed'),
  ];
  expect(ledgerByOrder({ charges, refunds, intents: [] })).toEqual([
    { orderId: 'o-1', charges: 2, captured: 1_000, refunded: 200, failed: 37 },
    { orderId: 'o-2', charges: 0, captured: 0, refunded: 0, failed: 0 },
  ]);
});

it('keeps what was charged for no order under the payment’s own id', () => {
  const charges = [charge('ch_1', null, 'succeeded')];
  expect(ledgerByOrder({ charges, refunds: [], intents: [] })).toEqual([
    { orderId: 'pi_1', charges: 1, captured: 500, refunded: 0, failed: 0 },
  ]);
});
