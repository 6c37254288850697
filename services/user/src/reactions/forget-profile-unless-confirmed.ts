import { defineReaction } from '@murmuration/choreography';
import { userProfileLapsed, userProfileOpened } from '@murmuration/contracts';
import { decideForgetting } from '../domain/decide-forgetting.ts';
import type { UserPolicy } from '../domain/user-policy.ts';
import { personKeys, users } from '../store/schema.ts';

/** Forgets whoever does not confirm the mail address in time. */
export function forgetProfileUnlessConfirmed(policy: UserPolicy) {
  return defineReaction({
    name: 'forget-profile-unless-confirmed',
    on: [userProfileOpened, userProfileLapsed],
    emits: [userProfileLapsed],
    stores: { personKeys, users },
    keys: { personKeys: ({ data }) => data.userId, users: ({ data }) => data.userId },
    decide: ({ data: { userId } }, state, { now }) =>
      decideForgetting(state.users.get(userId), state.personKeys.get(userId), policy, now),
  });
}
