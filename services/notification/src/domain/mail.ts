import type { NotificationKind } from '@murmuration/contracts';

/** A mail, ready to be addressed. */
export interface Mail {
  readonly kind: NotificationKind;
  readonly subjectId: string;
  /** The Message-ID header: the same again whenever this mail is sent again, so that a mailbox can tell. */
  readonly messageId: string;
  readonly subject: string;
  /** Without its salutation: the name of the customer is opened when the mail is sent. */
  readonly text: string;
}

/** What is asked of the mailer: all the mails of one order that one message has claimed. */
export interface MailRequest {
  readonly orderId: string;
  readonly customerId: string;
  /** The customer's contact, sealed; null when none was heard of yet. */
  readonly contact: string | null;
  /** Whether it has waited for one for long enough: then the mails are not sent, unless user knows the customer. */
  readonly isOverdue: boolean;
  readonly mails: readonly [Mail, ...Mail[]];
}

/** What became of one mail. */
export type MailResult = Pick<Mail, 'kind' | 'subjectId' | 'messageId'> &
  (
    | { readonly outcome: 'sent' }
    /** Refused for good; the mail server's words, `erased` or `no-address`. */
    | { readonly outcome: 'refused'; readonly reason: string }
  );

/** The Message-ID of a mail, from what the mail is about and nothing else. */
export function messageIdOf(orderId: string, kind: NotificationKind, subjectId: string): string {
  return `<${orderId}.${kind}.${subjectId}@murmuration.example>`;
}
