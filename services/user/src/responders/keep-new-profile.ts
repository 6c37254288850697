import { defineResponder } from '@murmuration/choreography';
import { openProfile, userProfileOpened, userUpdated } from '@murmuration/contracts';
import { keepRegistration } from '../domain/keep-details.ts';
import { admitPerson, saveUser } from '../store/lock-person.ts';
import type { Vault } from '../vault.ts';

/** Keeps what a person told at registration. */
export function keepNewProfile(vault: Vault) {
  return defineResponder(
    openProfile,
    { emits: [userProfileOpened, userUpdated] },
    async ({ userId, email, name }, { transact, now }) => {
      const newWrapped = vault.newKey(userId);
      return await transact(async (tx, emit) => {
        const { wrapped, user: before } = await admitPerson(tx, userId, newWrapped, now);
        const details = vault.seal(userId, wrapped, { email, name, addresses: [] });
        const { user, emit: facts } = keepRegistration(before, userId, details, now);
        if (user !== before) await saveUser(tx, before, user);
        for (const fact of facts) emit(fact);
        return { userId, status: user.status === 'active' ? 'active' : 'pending' };
      });
    },
  );
}
