import { userRolesChanged } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const rolesKnownToAuth = defineInvariant({
  name: 'roles-known-to-auth',
  id: 'I6',
  title: 'auth knows people’s roles as they were told',
  meaning: 'Auth’s replica of a person’s roles is what the newest event about them says.',
  holds: 'drained',
  about: ['auth', 'user'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'user')) }],
});

const sqlOf = (hasAll: string): string => `
  select coalesce(r.user_id, told.user_id) as subject,
    case
      when r.user_id is null then format('%s was told, auth knows nothing of it', told.roles)
      when told.user_id is null and ${hasAll} then format('auth has %s, it was never told', r.roles)
      when told.version < r.version and ${hasAll} then format('auth has version %s, only version %s was told', r.version, told.version)
      when told.version > r.version then format('auth has version %s, version %s was told', r.version, told.version)
      when told.version = r.version and told.roles <> r.roles then format('auth has %s, told was %s', r.roles, told.roles)
    end as problem,
    ${hasAll} or (told.user_id is not null and told.version >= coalesce(r.version, 0)) as known
  from auth.roles r
  full join (
    select distinct on (key) key collate "C" as user_id, (data->>'version')::int as version, (data->'roles')::jsonb as roles
    from "user".outbox where ${isEvent(userRolesChanged)}
    order by key, (data->>'version')::int desc
  ) told on told.user_id = r.user_id`;
