import { defineCallReaction, type MessageOf } from '@murmuration/choreography';
import {
  notificationFailed,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  paymentRefunded,
} from '@murmuration/contracts';
import { concludeMails } from '../domain/conclude-mails.ts';
import type { MailPolicy } from '../domain/mail-policy.ts';
import type { MailRequest } from '../domain/mail.ts';
import { decideMails, type MailFact } from '../domain/send-mails.ts';
import { type PostOffice, sendAll } from '../gateways/send-all.ts';
import { contacts, correspondence } from '../store/schema.ts';

type Trigger = typeof orderConfirmed | typeof orderCancelled | typeof paymentRefunded;

/** Writes to the customer when the order is confirmed or cancelled and when money was given back. */
export function sendMailsWhenOrdersEnd(office: PostOffice, policy: MailPolicy) {
  return defineCallReaction({
    name: 'send-mails-when-orders-end',
    on: [orderConfirmed, orderCancelled, paymentRefunded],
    emits: [notificationSent, notificationFailed],
    calls: 'the mail server',
    stores: { correspondence, contacts },
    readOnly: ['contacts'],
    keys: {
      correspondence: ({ data }) => data.orderId,
      contacts: (message, loaded) => {
        const known = loaded.correspondence.get(message.data.orderId)?.customerId;
        return known ?? factIn(message).customerId ?? [];
      },
    },
    // A mail may be late, but not lost: while the mail server is unavailable no attempt is counted.
    retry: { attempts: 10, firstDelayMs: 500, maxDelayMs: 60_000 },
    concurrency: 32,
    timeoutMs: 30_000,
    prepare: (message, state, { now }) => {
      const { orderId } = message.data;
      const [known, fact] = [state.correspondence.get(orderId), factIn(message)];
      const customerId = known?.customerId ?? fact.customerId;
      const contact = customerId === undefined ? undefined : state.contacts.get(customerId);
      const circumstances = { messageId: message.id, contact, policy, now };
      return decideMails(known, orderId, fact, circumstances);
    },
    perform: (request: MailRequest, signal) => sendAll(office, request, signal),
    conclude: ({ data }, results, state) =>
      concludeMails(state.correspondence.get(data.orderId), results),
  });
}

function factIn({ name, data }: MessageOf<Trigger>): MailFact {
  const { orderId } = data;
  switch (name) {
    case orderConfirmed.name: {
      const { customerId, total } = data;
      return { customerId, subjectId: orderId, occasion: { kind: 'confirmed', total } };
    }
    case orderCancelled.name: {
      const { customerId, reason, detail } = data;
      return { customerId, subjectId: orderId, occasion: { kind: 'cancelled', reason, detail } };
    }
    case paymentRefunded.name: {
      const { refundId, amount, reason } = data;
      return { subjectId: refundId, occasion: { kind: 'refunded', amount, reason } };
    }
    default:
      return name satisfies never;
  }
}
