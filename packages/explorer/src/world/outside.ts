import type { NotificationKind } from '@murmuration/contracts';

/** What the payment provider holds for one order, in minor units. */
export interface Account {
  readonly status: 'captured' | 'declined' | 'voided';
  /** How often money was taken. */
  readonly charges: number;
  readonly captured: number;
  /** Minor units given back, by refund id. */
  readonly refunds: Readonly<Record<string, number>>;
}

/** What has happened outside of the shop. A value, like everything in the world. */
export interface Outside {
  /** The provider's books, by order id. */
  readonly accounts: Readonly<Record<string, Account>>;
  /** The mails that arrived, by Message-ID: the kind of each, and how often it came, counted up to twice. */
  readonly mails: Readonly<Record<string, number>>;
  /** Whether user knows the customer; otherwise there is no key of one. */
  readonly isCustomerKnown: boolean;
}

export const nothingOutside: Outside = { accounts: {}, mails: {}, isCustomerKnown: true };

/** How the outside answers a request. */
export const answers = ['yes', 'no', 'silent', 'does it and is silent'] as const;
export type Answer = (typeof answers)[number];

export type MailKind = NotificationKind;

/** What was given back of a payment. */
export const givenBack = ({ refunds }: Account): number =>
  Object.values(refunds).reduce((sum, amount) => sum + amount, 0);
