import type { Mail, Mailer } from './mailer.port.ts';

export interface InMemoryMailer extends Mailer {
  /** By Message-ID: a mail that is sent again replaces itself, as a mailbox would show it. */
  readonly mails: ReadonlyMap<string, Mail>;
}

/** A mailer in this process, for benchmarks and simulations: it takes every mail at once and keeps it in memory. */
export function inMemoryMailer(): InMemoryMailer {
  const mails = new Map<string, Mail>();
  return {
    mails,
    send: async (mail) => {
      mails.set(mail.messageId, mail);
      return { outcome: 'sent' };
    },
  };
}
