import { defineReaction } from '@murmuration/choreography';
import { refundFailed } from '@murmuration/contracts';
import { recordFailedRefund } from '../domain/fail-refund.ts';
import { ledger, payments, refunds } from '../store/schema.ts';

/** Takes back what was booked for a refund that did not reach the customer; how else the customer gets the money, people decide. */
export const bookFailedRefund = defineReaction({
  name: 'book-failed-refund',
  on: [refundFailed],
  emits: [],
  stores: { payments, refunds, ledger },
  keys: {
    payments: ({ data }) => data.orderId,
    refunds: ({ data }) => data.refundId,
    ledger: () => [],
  },
  decide: ({ data }, known, { now }) => {
    const { orderId, refundId } = data;
    return recordFailedRefund(known.payments.get(orderId), known.refunds.get(refundId), data, now);
  },
});
