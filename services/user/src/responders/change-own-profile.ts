import { defineResponder, RequestError, signedIn } from '@murmuration/choreography';
import { updateProfile, userUpdated } from '@murmuration/contracts';
import { keepChanges } from '../domain/keep-details.ts';
import { isSameContact, type Profile } from '../domain/profile.ts';
import { isKnown } from '../domain/user.ts';
import { profileViewOf } from '../queries/profile-view.ts';
import { lockPerson, saveUser } from '../store/lock-person.ts';
import type { Vault } from '../vault.ts';

/** Changes what a person told of himself. */
export function changeOwnProfile(vault: Vault) {
  return defineResponder(
    updateProfile,
    { emits: [userUpdated] },
    async (wish, { sender, transact }) => {
      const { userId } = signedIn(sender);
      return await transact(async (tx, emit) => {
        const { key, user: before } = await lockPerson(tx, userId);
        if (!isKnown(before) || typeof key?.wrapped !== 'string') {
          throw new RequestError(404, 'there is no profile of you');
        }
        const known = vault.open(userId, key.wrapped, before.profile);
        const profile: Profile = {
          email: known.email,
          name: wish.name ?? known.name,
          addresses: wish.addresses ?? known.addresses,
        };
        const details = vault.seal(userId, key.wrapped, profile);
        const { user, emit: facts } = keepChanges(before, details, !isSameContact(known, profile));
        await saveUser(tx, before, user);
        for (const fact of facts) emit(fact);
        return profileViewOf(user, profile);
      });
    },
  );
}
