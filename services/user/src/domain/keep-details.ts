import { userProfileOpened, userUpdated } from '@murmuration/contracts';
import { type Change, unchanged } from './change.ts';
import { changed, unknownUser, type SealedDetails, type User } from './user.ts';

type Opened = ReturnType<typeof userProfileOpened.of>;
type Updated = ReturnType<typeof userUpdated.of>;

/** Whose details arrive: nobody's who is erased, since that is final. */
export type Admissible =
  | (User & { readonly status: Exclude<User['status'], 'erased'> })
  | undefined;

/** Keeps what a person told at registration, until the mail address is confirmed. What an active person told before holds. */
export function keepRegistration(
  known: Admissible,
  userId: string,
  details: SealedDetails,
  now: Date,
): Change<Opened | Updated> {
  if (known?.status === 'active') return unchanged(known);
  if (known?.status === 'expected') return activeWith(known, details, now);
  const before = known ?? unknownUser(userId, now);
  const user = changed(before, { ...details, status: 'pending', openedAt: now });
  return { user, emit: [userProfileOpened.of({ userId, openedAt: now.toISOString() })] };
}

/** Keeps the details of a customer who needs no account, or newer ones. */
export function keepCustomer(
  known: Admissible,
  userId: string,
  details: SealedDetails,
  now: Date,
): Change<Updated> {
  return activeWith(known ?? unknownUser(userId, now), details, now);
}

function activeWith(before: User, details: SealedDetails, now: Date): Change<Updated> {
  const openedAt = before.profile === null ? now : before.openedAt;
  const activatedAt = before.activatedAt ?? now;
  const user = changed(before, { ...details, status: 'active', openedAt, activatedAt });
  const { userId, version, contact } = user;
  return { user, emit: [userUpdated.of({ userId, version, contact })] };
}

/** Keeps what a person changed about himself; those who write to him hear of it when the contact is another. */
export function keepChanges(
  user: User,
  details: SealedDetails,
  contactChanged: boolean,
): Change<Updated> {
  const after = changed(user, contactChanged ? details : { profile: details.profile });
  const { userId, version } = after;
  const emit = contactChanged
    ? [userUpdated.of({ userId, version, contact: details.contact })]
    : [];
  return { user: after, emit };
}
