import type { ContactReplica } from './contact-replica.ts';
import { changed, unheardOf, type Correspondence, type MailItem } from './correspondence.ts';
import type { MailFact } from './send-mails.ts';

/* What happens to one order, and correspondences at each stage, for the tests. */

export const contact: ContactReplica = { customerId: 'ada', contact: 's1.contact', version: 1 };
export const erased: ContactReplica = { customerId: 'ada', contact: null, version: 2 };

export const confirmation: MailFact = {
  customerId: 'ada',
  subjectId: 'o-1',
  occasion: { kind: 'confirmed', total: { amount: 1_380, currency: 'EUR' } },
};

/** Payment tells of a refund without saying whose the order is. */
export const refund: MailFact = {
  subjectId: 'r-1',
  occasion: { kind: 'refunded', amount: { amount: 690, currency: 'EUR' }, reason: 'torn' },
};

export const wantedConfirmation: MailItem = wanted(confirmation);
export const wantedRefund: MailItem = wanted(refund);

function wanted({ subjectId, occasion }: MailFact): MailItem {
  return { kind: occasion.kind, subjectId, status: 'wanted', claimedBy: null, occasion };
}

/** A mail that the message m-1 has claimed. */
export function sending(item: MailItem, claimedBy = 'm-1'): MailItem {
  return { ...item, status: 'sending', claimedBy };
}

/** A refund was heard of, and not yet whose the order is. */
export const unaddressed: Correspondence = changed(unheardOf('o-1'), { items: [wantedRefund] });

/** The given mails, to a known customer. */
export function withMails(...items: readonly MailItem[]): Correspondence {
  return changed(unheardOf('o-1'), { customerId: 'ada', items });
}
