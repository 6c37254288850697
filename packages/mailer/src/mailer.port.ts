/** A mail in plain text, ready to be sent. */
export interface Mail {
  /** One address. */
  readonly to: string;
  /** The Message-ID header: the same again whenever this mail is sent again, so that a mailbox can tell. */
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  /** Further headers, such as `X-Order-Id`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether the mail server has taken a mail over, or refused it for good, in its words. */
export type Delivery =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * The mail server. A mail may be sent again, under the same Message-ID. Throws `UnavailableError` when a mail may be
 * accepted later, `TerminalError` when the mail server will never take mail from us.
 */
export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<Delivery>;
}
