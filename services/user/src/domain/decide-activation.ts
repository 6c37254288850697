import { userErased, userProfileLapsed, userUpdated } from '@murmuration/contracts';
import { changed, erasedUser, isKnown, unknownUser, type User } from './user.ts';
import type { UserDecision } from './user-decision.ts';

type Updated = ReturnType<typeof userUpdated.of>;
type Erased = ReturnType<typeof userErased.of>;

/**
 * Makes a person a customer whose mail address is confirmed; remembers it when the details have not come yet. Of somebody who was
 * forgotten nothing is left to make a customer of.
 */
export function decideActivation(
  known: User | undefined,
  userId: string,
  now: Date,
): UserDecision<Updated | Erased> {
  const user = known ?? unknownUser(userId, now);
  switch (user.status) {
    case 'pending':
      return activate(user, now);
    case 'expected':
      if (known !== undefined) return { ignored: `${userId} is expected already` };
      return { save: { users: [changed(user, { status: 'expected' })] } };
    case 'forgotten':
      return takeBack(user);
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

/**
 * We hear too late that the address was confirmed: the key is destroyed, and nobody tells the details again under this id. The
 * account would get no mails, and its owner could not mend that, but can register anew once it is gone.
 */
function takeBack(user: User): UserDecision<Erased> {
  const erased = erasedUser(user);
  const { userId, version } = erased;
  return { save: { users: [erased] }, emit: [userErased.of({ userId, version })] };
}
