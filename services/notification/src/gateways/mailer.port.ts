import type { Mail } from '../domain/mail.ts';

/** Whether the mail server has taken a mail over, or refused it for good, in its words. */
export type Delivery =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * The mail server. A mail may be sent again, under the same Message-ID. Throws `UnavailableError` when a mail may be
 * accepted later, `TerminalError` when the mail server will never take mail from us.
 */
export interface Mailer {
  send(
    recipient: { readonly orderId: string; readonly email: string },
    mail: Mail,
    signal: AbortSignal,
  ): Promise<Delivery>;
}
