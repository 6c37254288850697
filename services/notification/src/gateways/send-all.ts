import { UnavailableError } from '@murmuration/choreography';
import type { Contact } from '@murmuration/contracts';
import type { Delivery, Mailer } from '@murmuration/mailer';
import type { KeyRing } from '@murmuration/personal-data';
import type { Mail, MailRequest, MailResult } from '../domain/mail.ts';
import { salute } from '../domain/mail-texts.ts';
import { openContact } from './open-contact.ts';

/** What mails are sent with. */
export interface PostOffice {
  readonly mailer: Mailer;
  readonly keys: KeyRing;
}

/**
 * Sends the mails of one request in their order, and tells what became of each. Throws as the mailer does, and an
 * `UnavailableError` while nobody knows how to reach the customer.
 */
export async function sendAll(
  { mailer, keys }: PostOffice,
  { orderId, customerId, contact: sealed, mails }: MailRequest,
  signal: AbortSignal,
): Promise<readonly MailResult[]> {
  if (sealed === null) throw new UnavailableError(`no contact of ${customerId} is known yet`);
  const contact = await openContact(keys, customerId, sealed, signal);
  const results: MailResult[] = [];
  for (const mail of mails) {
    const { kind, subjectId, messageId } = mail;
    const delivery =
      contact === null ? ERASED : await mailer.send(written(orderId, mail, contact), signal);
    results.push({ kind, subjectId, messageId, ...delivery });
  }
  return results;
}

const ERASED: Delivery = { outcome: 'refused', reason: 'erased' };

function written(orderId: string, { messageId, subject, text }: Mail, { email, name }: Contact) {
  const headers = { 'X-Order-Id': orderId };
  return { to: email, messageId, subject, text: salute(name, text), headers };
}
