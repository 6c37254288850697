import { userProfileLapsed } from '@murmuration/contracts';
import { destroyed, type PersonKey } from './person-key.ts';
import { changed, type User } from './user.ts';
import type { UserDecision } from './user-decision.ts';
import type { UserPolicy } from './user-policy.ts';

type Lapsed = ReturnType<typeof userProfileLapsed.of>;

const MS = 1_000;

/**
 * Forgets a person who did not confirm the mail address in time: the key and all that it sealed. Until then it sees to it that
 * somebody looks again.
 */
export function decideForgetting(
  user: User | undefined,
  key: PersonKey | undefined,
  policy: UserPolicy,
  now: Date,
): UserDecision<never, Lapsed> {
  if (user?.status !== 'pending') return { ignored: 'no confirmation is waited for' };
  const at = new Date(user.openedAt.getTime() + policy.pendingSeconds * MS);
  if (now < at) {
    return { schedule: [{ event: userProfileLapsed.of({ userId: user.userId }), at }] };
  }
  const forgotten = changed(user, { status: 'forgotten', profile: null, contact: null });
  return {
    save: { users: [forgotten], personKeys: key === undefined ? [] : [destroyed(key, now)] },
  };
}
