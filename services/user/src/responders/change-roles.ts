import { defineResponder, RequestError } from '@murmuration/choreography';
import { grantRole, userRolesChanged } from '@murmuration/contracts';
import { decideRole } from '../domain/decide-role.ts';
import { lockPerson, saveUser } from '../store/lock-person.ts';

/** Gives a person the role of an operator, or takes it away. */
export const changeRoles = defineResponder(
  grantRole,
  { emits: [userRolesChanged] },
  async ({ userId, role, granted }, { transact }) =>
    await transact(async (tx, emit) => {
      const { user: before } = await lockPerson(tx, userId);
      if (before?.status !== 'active') throw unknownUser(userId);
      const { user, emit: facts } = decideRole(before, role, granted);
      if (user !== before) await saveUser(tx, before, user);
      for (const fact of facts) emit(fact);
      return { userId, roles: [...user.roles], version: user.version };
    }),
);

function unknownUser(userId: string): RequestError {
  const message = `there is no active user ${userId}`;
  return new RequestError(404, message, [{ field: 'userId', code: 'unknown_user', message }]);
}
