import { userErased } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { isEvent } from '../shop/tables.ts';

export const erasedPeopleHaveNoAccount = defineInvariant({
  name: 'erased-people-have-no-account',
  id: 'I6',
  title: 'who was erased has no account',
  meaning: 'Auth keeps nothing but the id of everybody of whom it was told that they are erased.',
  holds: 'drained',
  about: ['auth', 'user'],
  looks: () => [{ sql }],
});

const sql = `
  select e.key as subject,
    case when a.status is distinct from 'erased'
      then format('erased, and the account is %s', coalesce(a.status, 'unknown to auth')) end as problem
  from "user".outbox e left join auth.accounts a on a.user_id = e.key collate "C"
  where ${isEvent(userErased, 'e')}`;
