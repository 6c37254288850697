import {
  paymentCaptured,
  paymentDeclined,
  paymentVoided,
  type refundRequested,
} from '@murmuration/contracts';
import { ignored, type PaymentDecision } from './decision.ts';
import { captureEntries } from './ledger.ts';
import {
  changed,
  knownTerms,
  termsOf,
  unheardOf,
  withTerms,
  type Payment,
  type Terms,
} from './payment.ts';
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

/** Records how our own call ended. Also when the record that we had begun was lost with a machine: the message still has the terms. */
export function concludeCharge(
  known: Payment | undefined,
  result: ChargeResult,
  { orderId, terms, now }: { readonly orderId: string; readonly terms: Terms; readonly now: Date },
): PaymentDecision<Ends> {
  const payment: Payment = known ?? { ...unheardOf(orderId), status: 'charging' };
  const hasTerms = termsOf(payment) !== undefined;
  return recordResult(hasTerms ? payment : withTerms(payment, terms), result, now);
}

/**
 * Records what the provider's webhook tells of a charge.
 * @throws Error when it tells of money for an order whose terms are not known (yet): it is tried again
 */
export function recordReport(
  payment: Payment | undefined,
  result: ChargeResult,
  now: Date,
): PaymentDecision<Ends> {
  if (payment !== undefined) return recordResult(payment, result, now);
  if (result.kind !== 'captured')
    return ignored('the payment is unknown: there is nothing to undo');
  throw new Error('the provider has money for an order whose reservation is not known here');
}

/**
 * Whoever told us, the call itself or a webhook: the first report counts. Money that was captured for an order that is
 * cancelled by now is put on its way back at once.
 */
function recordResult(payment: Payment, result: ChargeResult, now: Date): PaymentDecision<Ends> {
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
 * machine before the order was cancelled. The provider is right; the customer gets the money back.
 */
function isNewsOfMoney({ status, cancelled }: Payment, { kind }: ChargeResult): boolean {
  return kind === 'captured' && status === 'voided' && cancelled;
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
