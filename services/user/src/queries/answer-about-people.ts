import { defineAnswer, signedIn } from '@murmuration/choreography';
import { exportUser, getMe, getProfile } from '@murmuration/contracts';
import type { Vault } from '../vault.ts';
import { readPerson } from './read-person.ts';

/** Who the reader is to the shop. */
export function answerGetMe(vault: Vault) {
  return defineAnswer(getMe, async (_params, database, reader) => {
    const { userId } = signedIn(reader);
    return (await readPerson(database, vault, userId))?.view ?? null;
  });
}

/** One person, for shop staff. */
export function answerGetProfile(vault: Vault) {
  return defineAnswer(getProfile, async ({ userId }, database) => {
    return (await readPerson(database, vault, userId))?.view ?? null;
  });
}

/** Everything that we know of the reader. */
export function answerExportUser(vault: Vault) {
  return defineAnswer(exportUser, async (_params, database, reader) => {
    const { userId } = signedIn(reader);
    const person = await readPerson(database, vault, userId);
    if (person === undefined) return null;
    const { user, view } = person;
    return {
      covers: ['profile' as const, 'addresses' as const, 'roles' as const],
      profile: view,
      openedAt: user.openedAt.toISOString(),
      activatedAt: user.activatedAt?.toISOString() ?? null,
    };
  });
}
