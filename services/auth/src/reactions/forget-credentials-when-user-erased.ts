import { defineReaction } from '@murmuration/choreography';
import { userErased } from '@murmuration/contracts';
import { eraseAccount } from '../domain/account.ts';
import { accounts } from '../store/schema.ts';

/** Takes the credentials away; sessions and codes go with them, in the same transaction. */
export const forgetCredentialsWhenUserErased = defineReaction({
  name: 'forget-credentials-when-user-erased',
  on: [userErased],
  emits: [],
  stores: { accounts },
  keys: { accounts: (erased) => erased.data.userId },
  decide: ({ data: { userId } }, state, { now }) =>
    eraseAccount(state.accounts.get(userId), userId, now),
});
