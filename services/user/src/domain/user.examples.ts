import type { PersonKey } from './person-key.ts';
import { changed, type KnownUser, type SealedDetails, unknownUser, type User } from './user.ts';

/* One person at each stage, for the tests. Sealed texts are opaque to the domain. */

export const openedAt = new Date('2026-01-05T09:00:00.000Z');
export const later = new Date('2026-01-05T10:00:00.000Z');
export const nextDay = new Date('2026-01-06T09:00:00.000Z');

export const details: SealedDetails = { profile: 's1.profile', contact: 's1.contact' };
export const newer: SealedDetails = { profile: 's1.newer-profile', contact: 's1.newer-contact' };

export const key: PersonKey = {
  userId: 'ada',
  wrapped: 's1.key',
  madeAt: openedAt,
  destroyedAt: null,
};

const nobody = unknownUser('ada', openedAt);
const known = { ...details, openedAt } as const;

export const expected: User = changed(nobody, { status: 'expected' });
export const pending: KnownUser = { ...changed(nobody, { status: 'pending' }), ...known };
export const active: KnownUser = {
  ...changed(pending, { status: 'active', activatedAt: later }),
  ...known,
};
export const operator: User = {
  ...changed(active, { roles: ['customer', 'operator'] }),
  userId: 'grace',
};
export const forgotten: User = changed(pending, {
  status: 'forgotten',
  profile: null,
  contact: null,
});
export const erased: User = changed(active, { status: 'erased', profile: null, contact: null });
