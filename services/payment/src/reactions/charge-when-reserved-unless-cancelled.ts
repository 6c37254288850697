import { defineCallReaction, type MessageOf } from '@murmuration/choreography';
import {
  orderCancelled,
  orderPlaced,
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  refundRequested,
  stockReserved,
} from '@murmuration/contracts';
import { decideCharge, type ChargeFact, type ChargeRequest } from '../domain/charge.ts';
import { concludeCharge } from '../domain/conclude-charge.ts';
import { settleCancelled } from '../domain/settle-cancelled.ts';
import type { PaymentProvider } from '../gateways/payment-provider.port.ts';
import { ledger, payments, refunds } from '../store/schema.ts';
import { patiently } from './retry-policies.ts';

/**
 * Takes the customer's money once the order is known and its stock is reserved, whichever comes last. A cancelled order is not
 * charged, or gets back what was captured. One consumer hears all three, so that a charge sees the cancellation that stands
 * before it in the stream.
 */
export function chargeWhenReservedUnlessCancelled(provider: PaymentProvider) {
  return defineCallReaction({
    name: 'charge-when-reserved-unless-cancelled',
    on: [orderPlaced, stockReserved, orderCancelled],
    emits: [paymentCaptured, paymentDeclined, paymentVoided, refundRequested],
    stores: { payments, refunds, ledger },
    keys: {
      payments: (message) => message.data.orderId,
      refunds: () => [],
      ledger: () => [],
    },
    ...patiently,
    prepare: (message, { payments: known }, { now }) => {
      const { orderId } = message.data;
      const payment = known.get(orderId);
      if (message.name === orderCancelled.name) return settleCancelled(payment, orderId, now);
      return decideCharge(payment, factIn(message), { orderId, messageId: message.id, now });
    },
    perform: ({ kind, ...charge }: ChargeRequest, signal) =>
      kind === 'void' ? provider.void(charge, signal) : provider.charge(charge, signal),
    conclude: (message, result, { payments: known }, { now }) =>
      concludeCharge(known.get(message.data.orderId), result, now),
  });
}

function factIn(message: MessageOf<typeof orderPlaced | typeof stockReserved>): ChargeFact {
  if (message.name === stockReserved.name) return { kind: 'reserved' };
  const { total, paymentMethod, customerId } = message.data;
  return { kind: 'placed', amount: total, paymentMethod, customerId };
}
