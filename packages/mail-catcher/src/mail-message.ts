import { z } from 'zod';

/** A mail as it was received. Attachments are not kept. */
export const mailMessage = z.object({
  id: z.string(),
  /** The Message-ID header; null when the sender gave none. */
  messageId: z.string().nullable(),
  from: z.string(),
  /** Every recipient of the envelope, blind copies included. */
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  /** By lower-case name; a repeated header is joined with commas. */
  headers: z.record(z.string(), z.string()),
  /** ISO 8601. */
  receivedAt: z.string(),
});

/** Which messages to list; a message has to match all that is given. */
export interface MailFilter {
  /** A recipient's address, in any case. */
  readonly to?: string | undefined;
  /** A part of the subject, in any case. */
  readonly subject?: string | undefined;
  /** The exact value of the X-Order-Id header. */
  readonly orderId?: string | undefined;
  /** The newest so many; without it, all that are kept. */
  readonly limit?: number | undefined;
}

export type MailMessage = z.infer<typeof mailMessage>;

/** Whether a message is one of those that the filter asks for. */
export function matches(message: MailMessage, { to, subject, orderId }: MailFilter): boolean {
  const has = (text: string, part: string): boolean =>
    text.toLowerCase().includes(part.toLowerCase());
  if (to !== undefined && !message.to.some((one) => one.toLowerCase() === to.toLowerCase())) {
    return false;
  }
  if (subject !== undefined && !has(message.subject, subject)) return false;
  return orderId === undefined || message.headers['x-order-id'] === orderId;
}
