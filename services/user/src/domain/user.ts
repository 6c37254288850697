import type { Role } from '@murmuration/contracts';

/*
 * expected   registered, and the details have not come yet
 * pending    the details are there, the mail address is not confirmed
 * active     a customer
 * forgotten  did not confirm in time; may begin anew
 * erased     for good
 *
 *   ──details──▶ pending ──registered──▶ active ──erase──▶ erased
 *                   │ ╰──too late──▶ forgotten ──details──▶ pending     (erase leads to erased from everywhere)
 *   ──registered──▶ expected ──details──▶ active
 *
 *   forgotten ──registered──▶ erased: nobody can bring back what was forgotten, so the account goes as well
 */
export type UserStatus = 'expected' | 'pending' | 'active' | 'forgotten' | 'erased';

/** One person. */
export interface User {
  readonly userId: string;
  readonly status: UserStatus;
  readonly roles: readonly Role[];
  /** The whole profile, sealed under the person's key; null when there is none or none any more. */
  readonly profile: string | null;
  /** Mail address and name, sealed likewise for those who write to the person. */
  readonly contact: string | null;
  /** When the details came, the last time that they did. */
  readonly openedAt: Date;
  readonly activatedAt: Date | null;
  /** Counts the changes, over everything about the person. */
  readonly version: number;
}

/** The details of a person, sealed. */
export type SealedDetails = Readonly<Record<'profile' | 'contact', string>>;

/** A user whose details are there. */
export type KnownUser = User & SealedDetails;

/** Somebody of whom nothing is known yet; the first change makes it version 1. */
export function unknownUser(userId: string, now: Date): User {
  return {
    userId,
    status: 'expected',
    roles: ['customer'],
    profile: null,
    contact: null,
    openedAt: now,
    activatedAt: null,
    version: 0,
  };
}

/** The user after a change; every saved change counts one version. */
export function changed<Change extends Partial<Omit<User, 'userId' | 'version'>>>(
  user: User,
  change: Change,
): User & Change {
  return { ...user, ...change, version: user.version + 1 };
}

/** The user after erasure: the id stays, so that nobody else ever gets it. */
export function erasedUser(user: User): User {
  return changed(user, { status: 'erased', roles: ['customer'], profile: null, contact: null });
}

/** Whether the person's details are there. */
export function isKnown(user: User | undefined): user is KnownUser {
  return user !== undefined && user.profile !== null && user.contact !== null;
}

/** Whether somebody may act as shop staff. */
export function isOperator(user: User | undefined): boolean {
  return user?.status === 'active' && user.roles.includes('operator');
}
