import type { ServiceDefinition } from '@murmuration/choreography';
import type { Mailer } from './gateways/mailer.port.ts';
import { listNotifications } from './queries/list-notifications.ts';
import { sendMailsWhenOrdersEnd } from './reactions/send-mails-when-orders-end.ts';
import { correspondence } from './store/schema.ts';

/** Writes to the customers. */
export function notificationService(mailer: Mailer): ServiceDefinition {
  return {
    name: 'notification',
    stores: [correspondence],
    reactions: [sendMailsWhenOrdersEnd(mailer)],
    answers: [listNotifications],
  };
}
