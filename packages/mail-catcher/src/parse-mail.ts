import { simpleParser, type ParsedMail } from 'mailparser';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { MailMessage } from './mail-message.ts';

/** Who a mail was handed over for, as SMTP says it. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

// Unfolded and, where the parser knows it as a text, decoded.
function headersOf(mail: ParsedMail): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, line } of mail.headerLines) {
    const parsed = mail.headers.get(key);
    const raw = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n\s*/g, ' ')
      .trim();
    const before = headers[key];
    if (typeof parsed === 'string') headers[key] = parsed;
    else headers[key] = before === undefined ? raw : `${before}, ${raw}`;
  }
  return headers;
}

/** Reads a mail from the wire. */
export async function parseMail(source: Readable, envelope: Envelope): Promise<MailMessage> {
  const mail = await simpleParser(source, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  return {
    id: randomUUID(),
    messageId: mail.messageId ?? null,
    from: mail.from?.value[0]?.address ?? envelope.from,
    to: [...envelope.to],
    subject: mail.subject ?? '',
    text: mail.text ?? null,
    html: typeof mail.html === 'string' ? mail.html : null,
    headers: headersOf(mail),
    receivedAt: new Date().toISOString(),
  };
}
