import { userErased } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { isEvent } from '../shop/tables.ts';

export const erasedPeopleHaveNoAccount = defineInvariant({
  name: 'erased-people-have-no-account',
  id: 'I6',
  title: 'who was erased has no account',
  meaning:
    'Of nobody of whom auth was told that they are erased does it keep more of an account than the id.',
  holds: 'drained',
  about: ['auth', 'user'],
  looks: () => [{ sql }],
});

const sql = `
  select e.key as subject,
    case when a.status <> 'erased' then format('erased, and the account is %s', a.status) end as problem
  from "user".outbox e left join auth.accounts a on a.user_id = e.key collate "C"
  where ${isEvent(userErased, 'e')}`;
