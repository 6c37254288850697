import { userProfileLapsed, userUpdated } from '@murmuration/contracts';
import { changed, isKnown, unknownUser, type User } from './user.ts';
import type { UserDecision } from './user-decision.ts';

type Updated = ReturnType<typeof userUpdated.of>;

/** Makes a person a customer whose mail address is confirmed; remembers it when the details have not come yet. */
export function decideActivation(
  known: User | undefined,
  userId: string,
  now: Date,
): UserDecision<Updated> {
  const user = known ?? unknownUser(userId, now);
  switch (user.status) {
    case 'pending':
      return activate(user, now);
    case 'expected':
    case 'forgotten':
      if (known?.status === 'expected') return { ignored: `${userId} is expected already` };
      return { save: { users: [changed(user, { status: 'expected' })] } };
    case 'active':
      return { ignored: `${userId} is active already` };
    case 'erased':
      return { ignored: `${userId} is erased` };
    default:
      return user.status satisfies never;
  }
}

function activate(user: User, now: Date): UserDecision<Updated> {
  if (!isKnown(user)) throw new Error(`${user.userId} is pending and has no details`);
  const { userId, contact } = user;
  const active = changed(user, { status: 'active', activatedAt: now });
  return {
    save: { users: [active] },
    emit: [userUpdated.of({ userId, version: active.version, contact })],
    unschedule: [{ event: userProfileLapsed, key: userId }],
  };
}
