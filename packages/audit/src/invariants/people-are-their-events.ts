import { userErased, userRolesChanged, userUpdated } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

/** Not every change of a person concerns others, so versions may have no event; but no version has two. */
export const peopleAreTheirEvents = defineInvariant({
  name: 'people-are-their-events',
  id: 'I10',
  title: 'people are as they were told of',
  meaning:
    'Of each person the last contact, the last roles and the erasure were told, each under a version that the person had.',
  holds: 'always',
  about: ['user'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'user')) }],
});

const news = [userUpdated, userRolesChanged, userErased];

const sqlOf = (hasAll: string): string => `
  select coalesce(u.user_id, told.user_id) as subject,
    case
      when u.user_id is null then format('%s events about a person who is not there', told.events)
      when told.events <> told.versions then format('%s events tell of %s versions', told.events, told.versions)
      when told.last > u.version then format('version %s, told was version %s', u.version, told.last)
      when u.status = 'erased' and told.erased is distinct from u.version and (told.erased is not null or ${hasAll})
        then format('erased at version %s, told was %s', u.version, coalesce(told.erased::text, 'nothing'))
      when u.status <> 'erased' and told.erased is not null then format('told as erased, and %s', u.status)
      when u.status = 'active' and u.contact is distinct from told.contact and (told.contact is not null or ${hasAll})
        then format('active at version %s, and the contact is not the one that was told', u.version)
      when u.status <> 'erased' and u.roles <> coalesce(told.roles, case when ${hasAll} then '["customer"]' else u.roles end)
        then format('the roles are %s, told were %s', u.roles, coalesce(told.roles, '["customer"]'))
    end as problem,
    ${hasAll} or told.user_id is not null as known
  from "user".users u
  full join (
    select key collate "C" as user_id, count(*) as events, count(distinct data->>'version') as versions, max((data->>'version')::int) as last,
      max((data->>'version')::int) filter (where ${isEvent(userErased)}) as erased,
      (array_agg(data->>'contact' order by (data->>'version')::int desc) filter (where ${isEvent(userUpdated)}))[1] as contact,
      (array_agg((data->'roles')::jsonb order by (data->>'version')::int desc) filter (where ${isEvent(userRolesChanged)}))[1] as roles
    from "user".outbox where ${news.map((contract) => isEvent(contract)).join(' or ')} group by key
  ) told on told.user_id = u.user_id`;
