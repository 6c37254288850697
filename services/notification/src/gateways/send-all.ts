import type { MailRequest, MailResult } from '../domain/mail.ts';
import type { Mailer } from './mailer.port.ts';

/** Sends the mails of one request in their order, and tells what became of each. Throws as the mailer does. */
export async function sendAll(
  mailer: Mailer,
  { mails, ...recipient }: MailRequest,
  signal: AbortSignal,
): Promise<readonly MailResult[]> {
  const results: MailResult[] = [];
  for (const mail of mails) {
    const { kind, subjectId, messageId } = mail;
    results.push({ kind, subjectId, messageId, ...(await mailer.send(recipient, mail, signal)) });
  }
  return results;
}
