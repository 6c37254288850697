import { userRegistered } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const accountsAreTheirEvents = defineInvariant({
  name: 'accounts-are-their-events',
  id: 'I10',
  title: 'every account was told of once, and the reverse',
  meaning:
    'Of each active account one event tells that its person has registered; no event tells so of nobody.',
  holds: 'always',
  about: ['auth'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'auth')) }],
});

const sqlOf = (hasAll: string): string => `
  select coalesce(a.user_id, told.user_id) as subject,
    case
      when a.user_id is null then format('told of %s times, and there is no account', told.events)
      when told.events > 1 or (told.events is null and a.status = 'active' and ${hasAll})
        then format('%s, and told of %s times', a.status, coalesce(told.events, 0))
    end as problem,
    ${hasAll} or told.user_id is not null as known
  from auth.accounts a
  full join (
    select key collate "C" as user_id, count(*) as events from auth.outbox where ${isEvent(userRegistered)} group by key
  ) told on told.user_id = a.user_id`;
