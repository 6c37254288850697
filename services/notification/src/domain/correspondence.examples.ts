import { changed, unheardOf, type Correspondence, type MailItem } from './correspondence.ts';
import type { MailFact } from './send-mails.ts';

/* What happens to one order, and correspondences at each stage, for the tests. */

export const address: MailFact = { kind: 'address', email: 'ada@example.com' };

export const confirmation: MailFact = {
  kind: 'occasion',
  subjectId: 'o-1',
  occasion: { kind: 'confirmed', total: { amount: 1_380, currency: 'EUR' } },
};

export const refund: MailFact = {
  kind: 'occasion',
  subjectId: 'r-1',
  occasion: { kind: 'refunded', amount: { amount: 690, currency: 'EUR' }, reason: 'torn' },
};

export const wantedConfirmation: MailItem = {
  kind: 'confirmed',
  subjectId: 'o-1',
  status: 'wanted',
  claimedBy: null,
  occasion: { kind: 'confirmed', total: { amount: 1_380, currency: 'EUR' } },
};

export const wantedRefund: MailItem = {
  kind: 'refunded',
  subjectId: 'r-1',
  status: 'wanted',
  claimedBy: null,
  occasion: { kind: 'refunded', amount: { amount: 690, currency: 'EUR' }, reason: 'torn' },
};

/** A mail that the message m-1 has claimed. */
export function sending(item: MailItem, claimedBy = 'm-1'): MailItem {
  return { ...item, status: 'sending', claimedBy };
}

export const addressed: Correspondence = changed(unheardOf('o-1'), { email: 'ada@example.com' });

export const unaddressed: Correspondence = changed(unheardOf('o-1'), {
  items: [wantedConfirmation],
});

/** The given mails, to a known address. */
export function withMails(...items: readonly MailItem[]): Correspondence {
  return changed(addressed, { items });
}
