import type { CancellationReason, Money, NotificationKind } from '@murmuration/contracts';

/*
 * The life of one mail: wanted ──customer known──▶ sending ──▶ sent | failed. What is to be told is remembered when it is
 * heard of; it is sent once it is known whose the order is, whichever comes last. No address is kept: the customer's sealed
 * contact is opened when the mail is sent.
 */
export type MailStatus = 'wanted' | 'sending' | 'sent' | 'failed';

/** What a mail tells. */
export type Occasion =
  | { readonly kind: 'confirmed'; readonly total: Money }
  | { readonly kind: 'cancelled'; readonly reason: CancellationReason; readonly detail: string }
  | { readonly kind: 'refunded'; readonly amount: Money; readonly reason: string };

/** One mail of an order. */
export interface MailItem {
  readonly kind: NotificationKind;
  /** What the mail is about: the order, or one refund of it. One mail per kind and subject. */
  readonly subjectId: string;
  readonly status: MailStatus;
  /** The message that made it `sending`: it alone sends it, again on redelivery. */
  readonly claimedBy: string | null;
  readonly occasion: Occasion;
  /** Since when it waits for a contact that was never heard of; ISO 8601. */
  readonly waitingSince?: string;
  /** Why it failed: `no-address`, `erased`, or the mail server's words. */
  readonly failure?: string;
}

/** All that one order's customer is told. */
export interface Correspondence {
  readonly orderId: string;
  /** Null until it is known whose the order is. */
  readonly customerId: string | null;
  readonly items: readonly MailItem[];
  readonly version: number;
}

/** A correspondence of which nothing is known yet; its first change makes it version 1. */
export function unheardOf(orderId: string): Correspondence {
  return { orderId, customerId: null, items: [], version: 0 };
}

/** The correspondence after a change: every saved change counts one version. */
export function changed(
  correspondence: Correspondence,
  change: Partial<Pick<Correspondence, 'customerId' | 'items'>>,
): Correspondence {
  return { ...correspondence, ...change, version: correspondence.version + 1 };
}
