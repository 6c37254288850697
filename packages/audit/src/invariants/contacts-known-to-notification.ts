import { userErased, userUpdated } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

/** Contacts are sealed: only whether they are the same is looked at, and none is shown. */
export const contactsKnownToNotification = defineInvariant({
  name: 'contacts-known-to-notification',
  id: 'I6',
  title: 'notification reaches people as they were told of',
  meaning:
    'Notification’s replica of a customer’s contact is what the newest event about the customer says: for an erased one, none.',
  holds: 'drained',
  about: ['notification', 'user'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'user')) }],
});

const sqlOf = (hasAll: string): string => `
  select coalesce(r.customer_id, told.user_id) as subject,
    case
      when r.customer_id is null then format('version %s was told, notification knows nothing of it', told.version)
      when told.user_id is null and ${hasAll} then 'notification knows a contact, it was never told of'
      when told.version < r.version and ${hasAll} then format('notification has version %s, only version %s was told', r.version, told.version)
      when told.version > r.version then format('notification has version %s, version %s was told', r.version, told.version)
      when told.version = r.version and told.contact is distinct from r.contact
        then format('notification has %s at version %s, told was %s', case when r.contact is null then 'no contact' else 'a contact' end,
          r.version, case when told.contact is null then 'none' when r.contact is null then 'one' else 'another' end)
    end as problem,
    ${hasAll} or (told.user_id is not null and told.version >= coalesce(r.version, 0)) as known
  from notification.contacts r
  full join (
    select distinct on (key) key collate "C" as user_id, (data->>'version')::int as version, data->>'contact' as contact
    from "user".outbox where ${isEvent(userUpdated)} or ${isEvent(userErased)}
    order by key, (data->>'version')::int desc
  ) told on told.user_id = r.customer_id`;
