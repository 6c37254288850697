import type { Mail } from '../domain/mail.ts';
import type { Mailer } from './mailer.port.ts';

/** A mail as the in-memory mailer keeps it. */
export interface KeptMail extends Mail {
  readonly orderId: string;
  readonly email: string;
}

export interface InMemoryMailer extends Mailer {
  /** By Message-ID: a mail that is sent again replaces itself, as a mailbox would show it. */
  readonly mails: ReadonlyMap<string, KeptMail>;
}

/** A mailer in this process, for benchmarks and simulations: it takes every mail at once and keeps it in memory. */
export function inMemoryMailer(): InMemoryMailer {
  const mails = new Map<string, KeptMail>();
  return {
    mails,
    send: async ({ orderId, email }, mail) => {
      mails.set(mail.messageId, { orderId, email, ...mail });
      return { outcome: 'sent' };
    },
  };
}
