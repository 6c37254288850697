import type { ServiceDefinition } from '@murmuration/choreography';
import { providerReported, refundFailed } from '@murmuration/contracts';
import type { PaymentProvider } from './gateways/payment-provider.port.ts';
import { getPayment } from './queries/get-payment.ts';
import { listFailedRefunds } from './queries/list-failed-refunds.ts';
import { listRefunds } from './queries/list-refunds.ts';
import { bookFailedRefund } from './reactions/book-failed-refund.ts';
import { chargeWhenReservedUnlessCancelled } from './reactions/charge-when-reserved-unless-cancelled.ts';
import { recordProviderReport } from './reactions/record-provider-report.ts';
import { refundAtProviderWhenRequested } from './reactions/refund-at-provider-when-requested.ts';
import { refundPayment } from './reactions/refund-payment.ts';
import { ledger, payments, refunds } from './store/schema.ts';

/** Takes the customers' money, gives it back, and keeps the books. */
export function paymentService(provider: PaymentProvider): ServiceDefinition {
  return {
    name: 'payment',
    stores: [payments, refunds, ledger],
    reactions: [
      chargeWhenReservedUnlessCancelled(provider),
      recordProviderReport,
      refundPayment,
      refundAtProviderWhenRequested(provider),
      bookFailedRefund,
    ],
    records: [providerReported, refundFailed],
    answers: [getPayment, listRefunds, listFailedRefunds],
  };
}
