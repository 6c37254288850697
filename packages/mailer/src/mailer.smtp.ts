import { circuit, type CircuitOptions } from '@murmuration/choreography';
import { createTransport } from 'nodemailer';
import type { Mailer } from './mailer.port.ts';
import { verdictOn } from './smtp-errors.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, or `smtps://…`. */
  readonly url: string;
  /** The sender: `Murmuration <shop@murmuration.example>`. */
  readonly from: string;
  /** How long each step of a delivery may take, in milliseconds. Default 8,000. */
  readonly timeoutMs?: number;
  /** Connections kept open. Default 8. */
  readonly connections?: number;
  readonly circuit?: CircuitOptions;
}

export interface SmtpMailer extends Mailer {
  /** Closes the connections; one that is delivering a mail finishes first. */
  close(): void;
}

const USUAL_TIMEOUT_MS = 8_000;

/** A mailer that hands mail to an SMTP server over a pool of connections. */
export function smtpMailer(options: SmtpOptions): SmtpMailer {
  const { url, from, timeoutMs = USUAL_TIMEOUT_MS, connections = 8 } = options;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // The message comes again by itself: a mail must not wait here for a server that is down.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const call = circuit('the mail server', options.circuit);
  return {
    send: async ({ to: address, messageId, subject, text, headers = {} }, signal) => {
      const answer = await call(async () => {
        try {
          // As an object, an address is never parsed: a comma in it cannot add recipients.
          const to = { name: '', address };
          await transport.sendMail({
            from,
            to,
            messageId,
            subject,
            text,
            headers: { ...headers },
            signal,
          });
          return { kind: 'sent' } as const;
        } catch (failure) {
          const verdict = verdictOn(failure, address);
          if (verdict.kind === 'error') throw verdict.error;
          return verdict;
        }
      }, signal);
      // thrown out here it does not count against the server, which others can still use
      if (answer.kind === 'deferred') throw answer.error;
      return answer.kind === 'sent'
        ? { outcome: 'sent' }
        : { outcome: 'refused', reason: answer.reason };
    },
    close: () => transport.close(),
  };
}
