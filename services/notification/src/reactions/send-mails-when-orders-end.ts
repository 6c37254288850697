import { defineCallReaction, type MessageOf } from '@murmuration/choreography';
import {
  notificationFailed,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  paymentRefunded,
} from '@murmuration/contracts';
import { concludeMails } from '../domain/conclude-mails.ts';
import type { Occasion } from '../domain/correspondence.ts';
import type { MailRequest } from '../domain/mail.ts';
import { decideMails, type MailFact } from '../domain/send-mails.ts';
import type { Mailer } from '../gateways/mailer.port.ts';
import { sendAll } from '../gateways/send-all.ts';
import { correspondence } from '../store/schema.ts';

type Trigger =
  | typeof orderPlaced
  | typeof orderConfirmed
  | typeof orderCancelled
  | typeof paymentRefunded;

/** Writes to the customer when the order is confirmed or cancelled and when money was given back. */
export function sendMailsWhenOrdersEnd(mailer: Mailer) {
  return defineCallReaction({
    name: 'send-mails-when-orders-end',
    // only this reaction looks at what it was about to send
    intentMayBeLost: true,
    on: [orderPlaced, orderConfirmed, orderCancelled, paymentRefunded],
    emits: [notificationSent, notificationFailed],
    stores: { correspondence },
    keys: { correspondence: (message) => message.data.orderId },
    // A mail may be late, but not lost: while the mail server is unavailable no attempt is counted.
    retry: { attempts: 10, firstDelayMs: 500, maxDelayMs: 60_000 },
    concurrency: 32,
    timeoutMs: 30_000,
    prepare: (message, { correspondence: known }) => {
      const { orderId } = message.data;
      return decideMails(known.get(orderId), factIn(message), orderId, message.id);
    },
    perform: (request: MailRequest, signal) => sendAll(mailer, request, signal),
    conclude: ({ data }, results, { correspondence: known }) =>
      concludeMails(known.get(data.orderId), results),
  });
}

function factIn({ name, data }: MessageOf<Trigger>): MailFact {
  const { orderId } = data;
  switch (name) {
    case orderPlaced.name:
      return { kind: 'address', email: data.email };
    case orderConfirmed.name:
      return about(orderId, { kind: 'confirmed', total: data.total });
    case orderCancelled.name:
      return about(orderId, { kind: 'cancelled', reason: data.reason, detail: data.detail });
    case paymentRefunded.name:
      return about(data.refundId, { kind: 'refunded', amount: data.amount, reason: data.reason });
    default:
      return name satisfies never;
  }
}

function about(subjectId: string, occasion: Occasion): MailFact {
  return { kind: 'occasion', subjectId, occasion };
}
