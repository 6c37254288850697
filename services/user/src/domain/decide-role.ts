import { type Role, userRolesChanged } from '@murmuration/contracts';
import { type Change, unchanged } from './change.ts';
import { changed, type User } from './user.ts';

type RolesChanged = ReturnType<typeof userRolesChanged.of>;

/** Gives a person a role, or takes it away. */
export function decideRole(user: User, role: Role, granted: boolean): Change<RolesChanged> {
  if (user.roles.includes(role) === granted) return unchanged(user);
  const roles = granted ? [...user.roles, role] : user.roles.filter((each) => each !== role);
  const after = changed(user, { roles });
  const { userId, version } = after;
  return { user: after, emit: [userRolesChanged.of({ userId, roles, version })] };
}
