import { UnavailableError } from '@murmuration/choreography';
import type { Contact } from '@murmuration/contracts';
import type { Mailer } from '@murmuration/mailer';
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
 * `UnavailableError` while nobody has told how to reach the customer.
 */
export async function sendAll(
  { mailer, keys }: PostOffice,
  request: MailRequest,
  signal: AbortSignal,
): Promise<readonly MailResult[]> {
  const { orderId, customerId, contact: sealed, mails } = request;
  if (sealed === null) return await giveUpOrWait(keys, request, signal);
  const contact = await openContact(keys, customerId, sealed, signal);
  if (contact === null) return mails.map((mail) => refused(mail, 'erased'));
  const results: MailResult[] = [];
  for (const mail of mails) {
    const delivery = await mailer.send(written(orderId, mail, contact), signal);
    results.push({ ...named(mail), ...delivery });
  }
  return results;
}

/** User knows everybody who can be written to, also those whose contact it could not tell yet, since it was away. */
async function giveUpOrWait(
  keys: KeyRing,
  { customerId, isOverdue, mails }: MailRequest,
  signal: AbortSignal,
): Promise<readonly MailResult[]> {
  const isNobody = isOverdue && (await keys.keyOf(customerId, signal)) === null;
  if (isNobody) return mails.map((mail) => refused(mail, 'no-address'));
  throw new UnavailableError(`no contact of ${customerId} is known yet`);
}

const named = ({ kind, subjectId, messageId }: Mail) => ({ kind, subjectId, messageId });
const refused = (mail: Mail, reason: string): MailResult => ({
  ...named(mail),
  outcome: 'refused',
  reason,
});

function written(orderId: string, { messageId, subject, text }: Mail, { email, name }: Contact) {
  const headers = { 'X-Order-Id': orderId };
  return { to: email, messageId, subject, text: salute(name, text), headers };
}
