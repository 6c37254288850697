import { defineResponder } from '@murmuration/choreography';
import { putCustomer, userUpdated } from '@murmuration/contracts';
import { type Admissible, keepCustomer as keep } from '../domain/keep-details.ts';
import { isSameContact, type Profile } from '../domain/profile.ts';
import { isKnown } from '../domain/user.ts';
import { admitPerson, saveUser } from '../store/lock-person.ts';
import type { Vault } from '../vault.ts';

/** Keeps a customer who has no account. */
export function keepCustomer(vault: Vault) {
  return defineResponder(
    putCustomer,
    { emits: [userUpdated] },
    async ({ userId, email, name }, { transact, now }) => {
      const newWrapped = vault.newKey(userId);
      return await transact(async (tx, emit) => {
        const { wrapped, user: before } = await admitPerson(tx, userId, newWrapped, now);
        const known = isKnown(before) ? vault.open(userId, wrapped, before.profile) : undefined;
        const profile: Profile = { email, name, addresses: known?.addresses ?? [] };
        if (isUnchanged(before, known, profile)) return { userId, version: before.version };
        const details = vault.seal(userId, wrapped, profile);
        const { user, emit: facts } = keep(before, userId, details, now);
        await saveUser(tx, before, user);
        for (const fact of facts) emit(fact);
        return { userId, version: user.version };
      });
    },
  );
}

function isUnchanged(
  user: Admissible,
  known: Profile | undefined,
  profile: Profile,
): user is NonNullable<Admissible> {
  return user?.status === 'active' && known !== undefined && isSameContact(known, profile);
}
