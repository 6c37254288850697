import { defineCallReaction } from '@murmuration/choreography';
import {
  orderCancelled,
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  refundRequested,
  stockReserved,
} from '@murmuration/contracts';
import { decideCharge, type ChargeRequest } from '../domain/charge.ts';
import { concludeCharge } from '../domain/conclude-charge.ts';
import { settleCancelled } from '../domain/settle-cancelled.ts';
import type { PaymentProvider } from '../gateways/payment-provider.port.ts';
import { ledger, payments, refunds } from '../store/schema.ts';
import { patiently } from '../retry-policies.ts';

/**
 * Takes the customer's money once the stock is reserved. A cancelled order is not charged, or gets back what was captured.
 * One consumer hears both, so that a charge sees the cancellation that stands before it in the stream.
 */
export function chargeWhenReservedUnlessCancelled(provider: PaymentProvider) {
  return defineCallReaction({
    name: 'charge-when-reserved-unless-cancelled',
    on: [stockReserved, orderCancelled],
    emits: [paymentCaptured, paymentDeclined, paymentVoided, refundRequested],
    compensates: [{ effect: paymentCaptured, by: refundRequested }],
    nothingToUndo: [paymentDeclined, paymentVoided],
    calls: 'the payment provider',
    stores: { payments, refunds, ledger },
    keys: {
      payments: (message) => message.data.orderId,
      refunds: () => [],
      ledger: () => [],
    },
    ...patiently,
    // a repeated reservation begins the charge again or, for a cancelled order, makes sure that it is undone
    intentMayBeLost: true,
    prepare: (message, { payments: known }, { now, isRepeated }) => {
      const { orderId } = message.data;
      const payment = known.get(orderId);
      if (message.name === orderCancelled.name) return settleCancelled(payment, orderId, now);
      const { id: messageId, time: reservedAt } = message;
      const trigger = { orderId, messageId, reservedAt, now, isRepeated };
      return decideCharge(payment, message.data.payment, trigger);
    },
    perform: ({ kind, ...charge }: ChargeRequest, signal) =>
      kind === 'void' ? provider.void(charge, signal) : provider.charge(charge, signal),
    conclude: (message, result, { payments: known }, { now }) => {
      if (message.name === orderCancelled.name) throw new Error('a cancellation makes no call');
      const { orderId, payment: terms } = message.data;
      return concludeCharge(known.get(orderId), result, { orderId, terms, now });
    },
  });
}
