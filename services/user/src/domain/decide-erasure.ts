import { userErased, userProfileLapsed } from '@murmuration/contracts';
import { destroyed, type PersonKey, tombstone } from './person-key.ts';
import { erasedUser, isKnown, type User } from './user.ts';
import type { UserDecision } from './user-decision.ts';

type Erased = ReturnType<typeof userErased.of>;

/** Who wants a person erased: somebody that the broker trusts, or a user with what is known of that user. */
export type Eraser =
  | { readonly kind: 'trusted' }
  | { readonly kind: 'user'; readonly userId: string; readonly isOperator: boolean };

/** Destroys a person's key and everything that it sealed. People may be erased by themselves and by shop staff. */
export function decideErasure(
  userId: string,
  user: User | undefined,
  key: PersonKey | undefined,
  eraser: Eraser,
  now: Date,
): UserDecision<Erased> {
  if (eraser.kind === 'user' && eraser.userId !== userId && !eraser.isOperator) {
    const message = 'only this person and shop staff may erase this person';
    return { reject: [{ field: 'userId', code: 'not_yours', message }] };
  }
  if (user === undefined) {
    const message = `there is no user ${userId}`;
    return { reject: [{ field: 'userId', code: 'unknown_user', message }] };
  }
  if (user.status === 'erased') return eraseAgain(userId, key, now);
  const erased = erasedUser(user);
  return {
    save: { users: [erased], personKeys: withoutKey(user, key, now) },
    emit: [userErased.of({ userId, version: erased.version })],
    unschedule: [{ event: userProfileLapsed, key: userId }],
  };
}

/** An erasure by an earlier version may have missed the key. */
function eraseAgain(userId: string, key: PersonKey | undefined, now: Date): UserDecision<Erased> {
  if (key === undefined || key.wrapped === null) return { ignored: `${userId} is erased already` };
  return { save: { personKeys: [destroyed(key, now)] } };
}

/**
 * Keys are looked for before persons. So details without a key are those of a person whose key was made, and whose details were
 * stored, between the two looks. The tombstone cannot be put where that key stands by now: this erasure loses the race, and is
 * decided anew with both in view.
 */
function withoutKey(user: User, key: PersonKey | undefined, now: Date): readonly PersonKey[] {
  if (key !== undefined) return [destroyed(key, now)];
  return isKnown(user) ? [tombstone(user.userId, now)] : [];
}
