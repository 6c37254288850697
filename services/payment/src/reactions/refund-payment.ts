import { defineReaction } from '@murmuration/choreography';
import { refundPayment as refundPaymentCommand, refundRequested } from '@murmuration/contracts';
import { decideRefund } from '../domain/refund-command.ts';
import { payments, refunds } from '../store/schema.ts';

/** Staff wish to give a customer money back, in part or in full. */
export const refundPayment = defineReaction({
  name: 'refund-payment',
  on: [refundPaymentCommand],
  emits: [refundRequested],
  stores: { payments, refunds },
  keys: {
    payments: (message) => message.data.orderId,
    refunds: (message) => message.data.refundId,
  },
  decide: ({ data }, known, { now }) => {
    const payment = known.payments.get(data.orderId);
    const refund = known.refunds.get(data.refundId);
    return decideRefund({ payment, refund }, data, now);
  },
});
