import type { ProfileView } from '@murmuration/contracts';
import type { Profile } from '../domain/profile.ts';
import type { User } from '../domain/user.ts';

/** A person as the person and shop staff see it. */
export function profileViewOf(user: User, { email, name, addresses }: Profile): ProfileView {
  const { userId, status, roles, version } = user;
  return {
    userId,
    status: status === 'active' ? 'active' : 'pending',
    email,
    name,
    addresses,
    roles: [...roles],
    version,
  };
}
