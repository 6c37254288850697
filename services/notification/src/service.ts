import type { ServiceDefinition } from '@murmuration/choreography';
import { defaultPolicy, type MailPolicy } from './domain/mail-policy.ts';
import type { PostOffice } from './gateways/send-all.ts';
import { listNotifications } from './queries/list-notifications.ts';
import { replicateContacts } from './reactions/replicate-contacts.ts';
import { sendMailsWhenOrdersEnd } from './reactions/send-mails-when-orders-end.ts';
import { contacts, correspondence } from './store/schema.ts';

/** Writes to the customers. */
export function notificationService(
  office: PostOffice,
  policy: MailPolicy = defaultPolicy,
): ServiceDefinition {
  return {
    name: 'notification',
    stores: [correspondence, contacts],
    reactions: [replicateContacts, sendMailsWhenOrdersEnd(office, policy)],
    answers: [listNotifications],
  };
}
