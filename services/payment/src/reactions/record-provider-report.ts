import { defineReaction } from '@murmuration/choreography';
import {
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  providerReported,
  refundRequested,
} from '@murmuration/contracts';
import { recordReport, type ChargeResult } from '../domain/conclude-charge.ts';
import { ledger, payments, refunds } from '../store/schema.ts';

/** Concludes a charge as the provider's webhook tells, when the call itself has not done so. */
export const recordProviderReport = defineReaction({
  name: 'record-provider-report',
  on: [providerReported],
  emits: [paymentCaptured, paymentDeclined, paymentVoided, refundRequested],
  nothingToUndo: [paymentDeclined, paymentVoided],
  stores: { payments, refunds, ledger },
  keys: {
    payments: (message) => message.data.orderId,
    refunds: () => [],
    ledger: () => [],
  },
  // The report of a charge that we have lost the record of fails until the reservation has come again.
  retry: { attempts: 20, firstDelayMs: 500, maxDelayMs: 60_000 },
  decide: ({ data }, { payments: known }, { now }) => {
    const { orderId, providerReference, result } = data;
    const ended: ChargeResult =
      result === 'captured' ? { kind: 'captured', providerReference } : { kind: 'voided' };
    return recordReport(known.get(orderId), ended, now);
  },
});
