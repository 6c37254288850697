import { defineReaction } from '@murmuration/choreography';
import { userErased, userRegistered, userUpdated } from '@murmuration/contracts';
import { decideActivation } from '../domain/decide-activation.ts';
import { users } from '../store/schema.ts';

/** Whoever has confirmed the mail address is a customer; whoever was forgotten before we hear of it is erased. */
export const activateProfileWhenUserRegistered = defineReaction({
  name: 'activate-profile-when-user-registered',
  on: [userRegistered],
  emits: [userUpdated, userErased],
  stores: { users },
  keys: { users: ({ data }) => data.userId },
  decide: ({ data: { userId } }, state, { now }) =>
    decideActivation(state.users.get(userId), userId, now),
});
