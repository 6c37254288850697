import { defineCallReaction } from '@murmuration/choreography';
import { paymentRefunded, refundRequested } from '@murmuration/contracts';
import { concludeRefund, decideToRefund, type RefundRequest } from '../domain/perform-refund.ts';
import type { PaymentProvider } from '../gateways/payment-provider.port.ts';
import { ledger, payments, refunds } from '../store/schema.ts';
import { patiently } from '../retry-policies.ts';

/** Gives the customer the money back through the provider. */
export function refundAtProviderWhenRequested(provider: PaymentProvider) {
  return defineCallReaction({
    name: 'refund-at-provider-when-requested',
    on: [refundRequested],
    emits: [paymentRefunded],
    calls: 'the payment provider',
    stores: { payments, refunds, ledger },
    keys: {
      payments: (message) => message.data.orderId,
      refunds: (message) => message.data.refundId,
      ledger: () => [],
    },
    ...patiently,
    prepare: ({ data }, known) =>
      decideToRefund(known.payments.get(data.orderId), known.refunds.get(data.refundId)),
    perform: (request: RefundRequest, signal) => provider.refund(request, signal),
    conclude: ({ data }, result, known, { now }) => {
      const payment = known.payments.get(data.orderId);
      return concludeRefund(payment, known.refunds.get(data.refundId), result, now);
    },
  });
}
