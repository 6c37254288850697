import type { ChargeRequest } from '../domain/charge.ts';
import type { ChargeResult } from '../domain/conclude-charge.ts';
import type { RefundRequest, RefundResult } from '../domain/perform-refund.ts';

/** The sum, the card, and since when we ask: what a charge and its voiding have in common. */
export type Charge = Omit<ChargeRequest, 'kind'>;

/**
 * The payment provider. Every call may be repeated: the same order is charged once, the same refund given once.
 * Throws `UnavailableError` when the outcome is open and asking again later will tell, `TerminalError` when it will not.
 */
export interface PaymentProvider {
  /** Takes the money. */
  charge(charge: Charge, signal: AbortSignal): Promise<ChargeResult>;
  /** Makes sure that the money will never be taken; tells `captured` when it has been already. */
  void(charge: Charge, signal: AbortSignal): Promise<ChargeResult>;
  /** Gives money back. */
  refund(refund: RefundRequest, signal: AbortSignal): Promise<RefundResult>;
}
