import type { Database } from '@murmuration/choreography';
import type { ProfileView } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { isKnown, type KnownUser } from '../domain/user.ts';
import { personKeysTable, usersTable } from '../store/schema.ts';
import type { Vault } from '../vault.ts';
import { profileViewOf } from './profile-view.ts';

export interface ReadPerson {
  readonly user: KnownUser;
  readonly view: ProfileView;
}

/** Reads and opens what is known of a person; undefined when that is nothing, or nothing any more. */
export async function readPerson(
  database: Database,
  vault: Vault,
  userId: string,
): Promise<ReadPerson | undefined> {
  const [row] = await database
    .select({ user: usersTable, wrapped: personKeysTable.wrapped })
    .from(usersTable)
    .innerJoin(personKeysTable, eq(personKeysTable.userId, usersTable.userId))
    .where(eq(usersTable.userId, userId));
  const user = row?.user;
  const wrapped = row?.wrapped ?? null;
  if (wrapped === null || !isKnown(user)) return undefined;
  return { user, view: profileViewOf(user, vault.open(userId, wrapped, user.profile)) };
}
