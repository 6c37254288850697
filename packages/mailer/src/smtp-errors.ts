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

/** The server ends the session, whatever was asked. */
const CLOSING = 421;

/** What a failure means for us. */
export type Verdict =
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now, and because of this mail alone: the server is there. */
  | { readonly kind: 'deferred'; readonly error: UnavailableError }
  | { readonly kind: 'error'; readonly error: Error };

/**
 * Tells what a failure to send means: this mail is refused for good, the server will never take mail from us, or it is worth
 * trying later. Failures without a reply, of connections above all, and refused credentials count as the latter: no mail is
 * lost over them. Mail servers like to repeat the address that they refuse, and what we tell ends up in logs and events: no
 * verdict names the address, and none carries the failure itself.
 */
export function verdictOn(failure: unknown, address: string): Verdict {
  if (!(failure instanceof Error)) return unavailable(withoutAddress(String(failure), address));
  const { code, command, permanent, response }: SmtpFailure = failure;
  const told = typeof response === 'string' && response !== '' ? response : failure.message;
  const words = withoutAddress(told, address);
  if (isAboutTheAddress(failure)) return { kind: 'refused', reason: words };
  const isAboutTheMail = command === 'RCPT TO' || command === 'DATA';
  if (permanent !== true && isAboutTheMail && hasReply(failure)) {
    return { kind: 'deferred', error: new UnavailableError(`mail server: ${words}`) };
  }
  if (permanent !== true || code === 'EAUTH') return unavailable(words);
  if (isAboutTheMail) return { kind: 'refused', reason: words };
  const text = `the mail server will not take mail from us: ${words}; check MAIL_FROM and SMTP_URL`;
  return { kind: 'error', error: new TerminalError(text) };
}

/** The address cannot even be written into an envelope. */
function isAboutTheAddress({ code, command, message }: SmtpFailure): boolean {
  return code === 'EENVELOPE' && command === 'API' && /recipient/i.test(message);
}

const hasReply = ({ responseCode }: SmtpFailure): boolean =>
  typeof responseCode === 'number' && responseCode !== CLOSING;

function unavailable(words: string): Verdict {
  return { kind: 'error', error: new UnavailableError(`mail server: ${words}`) };
}

/** Shorter parts of an address are parts of too many words. */
const TELLING_LENGTH = 3;

/** What a mail server said, with neither the address that it was about nor the parts of it. */
export function withoutAddress(words: string, address: string): string {
  const parts = address.split('@').filter((part) => part.length >= TELLING_LENGTH);
  const telling = [address, ...parts].filter((part) => part !== '');
  if (telling.length === 0) return words;
  const pattern = telling.map((part) => RegExp.escape(part)).join('|');
  return words.replaceAll(new RegExp(pattern, 'giu'), '…');
}
