import { defineCallReaction, type MessageOf } from '@murmuration/choreography';
import {
  orderPlaced,
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  refundRequested,
  stockReserved,
} from '@murmuration/contracts';
import { decideCharge, type ChargeFact, type ChargeRequest } from '../domain/charge.ts';
import { concludeCharge } from '../domain/conclude-charge.ts';
import type { PaymentProvider } from '../gateways/payment-provider.port.ts';
import { ledger, payments, refunds } from '../store/schema.ts';
import { patiently } from './retry-policies.ts';

/** Takes the customer's money once the order is known and its stock is reserved, whichever comes last. */
export function chargeWhenStockReserved(provider: PaymentProvider) {
  return defineCallReaction({
    name: 'charge-when-stock-reserved',
    on: [orderPlaced, stockReserved],
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
      const trigger = { orderId, messageId: message.id, now };
      return decideCharge(known.get(orderId), factIn(message), trigger);
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
