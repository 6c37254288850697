import { TerminalError, UnavailableError } from '@murmuration/choreography';

/** What nodemailer tells of a failure, beside the message. */
interface SmtpFailure extends Error {
  readonly code?: unknown;
  /** The SMTP command that was refused. */
  readonly command?: unknown;
  readonly responseCode?: unknown;
  /** Whether the server's reply says that the same mail will never be accepted. */
  readonly permanent?: unknown;
  readonly response?: unknown;
}

/** What a failure means for us. */
export type Verdict =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'error'; readonly error: Error };

/**
 * Tells what a failure to send means: this mail is refused for good, the server will never take mail from us, or it is worth
 * trying later. Failures without a reply, of connections above all, and refused credentials count as the latter: no mail is
 * lost over them.
 */
export function verdictOn(failure: unknown): Verdict {
  if (!(failure instanceof Error)) return unavailable(String(failure), failure);
  const { code, command, permanent, response }: SmtpFailure = failure;
  const words = typeof response === 'string' && response !== '' ? response : failure.message;
  if (isAboutTheAddress(failure)) return { kind: 'refused', reason: words };
  if (permanent !== true || code === 'EAUTH') return unavailable(words, failure);
  if (command === 'RCPT TO' || command === 'DATA') return { kind: 'refused', reason: words };
  const text = `the mail server will not take mail from us: ${words}; check MAIL_FROM and SMTP_URL`;
  return { kind: 'error', error: new TerminalError(text, { cause: failure }) };
}

/** The address cannot even be written into an envelope. */
function isAboutTheAddress({ code, command, message }: SmtpFailure): boolean {
  return code === 'EENVELOPE' && command === 'API' && /recipient/i.test(message);
}

function unavailable(words: string, cause: unknown): Verdict {
  return { kind: 'error', error: new UnavailableError(`mail server: ${words}`, { cause }) };
}
