import {
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  type refundRequested,
} from '@murmuration/contracts';
import { ignored, type PaymentDecision } from './decision.ts';
import { captureEntries } from './ledger.ts';
import { changed, knownTerms, type Payment } from './payment.ts';
import { requestRemainder } from './refund.ts';

/** How a charge or its voiding ended at the provider. Each of the three is final there. */
export type ChargeResult =
  | { readonly kind: 'captured'; readonly providerReference: string }
  | { readonly kind: 'declined'; readonly code: string; readonly message: string }
  | { readonly kind: 'voided' };

type Ends =
  | typeof paymentCaptured
  | typeof paymentDeclined
  | typeof paymentVoided
  | typeof refundRequested;

/**
 * Records how the provider ended a charge, whoever told us: the call itself or a webhook. The first report
 * counts. Money that was captured for an order that is cancelled by now is put on its way back at once.
 */
export function concludeCharge(
  payment: Payment | undefined,
  result: ChargeResult,
  now: Date,
): PaymentDecision<Ends> {
  if (payment === undefined) return ignored('the payment is unknown: the provider was never asked');
  if (payment.status !== 'charging' && !isNewsOfMoney(payment, result)) {
    return ignored(`the payment is ${payment.status}, not charging`);
  }
  switch (result.kind) {
    case 'captured':
      return settled(captured(payment, result.providerReference, now), now);
    case 'declined':
      return declined(payment, result.code, result.message);
    case 'voided':
      return voided(payment);
    default:
      return result satisfies never;
  }
}

/**
 * The provider has the money although our record says that nobody was asked: the record that we had begun was lost with a
 * machine. The provider is right; when the order is cancelled, the customer gets the money back.
 */
function isNewsOfMoney({ status, cancelled }: Payment, { kind }: ChargeResult): boolean {
  return kind === 'captured' && (status === 'awaiting' || (status === 'voided' && cancelled));
}

interface Captured {
  readonly save: PaymentDecision['save'] & { readonly payments: readonly [Payment] };
  readonly emit: NonNullable<PaymentDecision<typeof paymentCaptured>['emit']>;
}

/** The money is there. */
export function captured(payment: Payment, providerReference: string, now: Date): Captured {
  const { orderId } = payment;
  const terms = knownTerms(payment);
  const { amount } = terms;
  const next = changed(payment, {
    status: 'captured',
    captured: amount.amount,
    providerReference,
  });
  const capturedAt = now.toISOString();
  return {
    save: { payments: [next], ledger: captureEntries(orderId, terms, now) },
    emit: [paymentCaptured.of({ orderId, amount, providerReference, capturedAt })],
  };
}

/** Gives the money back at once when the order was cancelled while it was being charged. */
function settled(capture: Captured, now: Date): PaymentDecision<Ends> {
  const [payment] = capture.save.payments;
  const back = payment.cancelled ? requestRemainder(payment, now) : undefined;
  if (back === undefined) return capture;
  return {
    save: { ...capture.save, payments: [back.payment], refunds: [back.refund] },
    emit: [...capture.emit, back.event],
  };
}

function declined(payment: Payment, code: string, message: string): PaymentDecision<Ends> {
  return {
    save: { payments: [changed(payment, { status: 'declined' })] },
    emit: [paymentDeclined.of({ orderId: payment.orderId, code, message })],
  };
}

function voided(payment: Payment): PaymentDecision<Ends> {
  // We void cancelled orders only. When somebody at the provider did, the order must not wait for its deadline.
  if (!payment.cancelled) {
    return declined(payment, 'voided_at_provider', 'The payment was cancelled at the provider.');
  }
  return {
    save: { payments: [changed(payment, { status: 'voided' })] },
    emit: [paymentVoided.of({ orderId: payment.orderId })],
  };
}
