import { type Database, RequestError } from '@murmuration/choreography';
import { eq } from 'drizzle-orm';
import type { PersonKey } from '../domain/person-key.ts';
import type { Admissible } from '../domain/keep-details.ts';
import type { User } from '../domain/user.ts';
import { personKeysTable, usersTable } from './schema.ts';

/** One person, locked in the order that reactions lock in as well: first the key, then what it sealed. */
export interface Locked {
  readonly key: PersonKey | undefined;
  readonly user: User | undefined;
}

/** Loads a person for a change: nobody else changes it before this transaction ends. */
export async function lockPerson(tx: Database, userId: string): Promise<Locked> {
  const ofUser = eq(personKeysTable.userId, userId);
  const [key] = await tx.select().from(personKeysTable).where(ofUser).for('update');
  const [user] = await tx
    .select()
    .from(usersTable)
    .where(eq(usersTable.userId, userId))
    .for('update');
  return { key, user };
}

/** A person whose details may be kept, with a key to seal them under. */
export interface Admitted {
  readonly wrapped: string;
  readonly user: Admissible;
}

/**
 * Loads a person whose details have come, and makes a key when there is none. Throws a `RequestError` when the person is
 * erased: that is final.
 */
export async function admitPerson(
  tx: Database,
  userId: string,
  newWrapped: string,
  now: Date,
): Promise<Admitted> {
  const fresh = { userId, wrapped: newWrapped, madeAt: now, destroyedAt: null };
  await tx.insert(personKeysTable).values(fresh).onConflictDoNothing();
  const { key, user } = await lockPerson(tx, userId);
  if (user?.status === 'erased') throw erased(userId);
  const admissible = user === undefined ? undefined : { ...user, status: user.status };
  if (typeof key?.wrapped === 'string') return { wrapped: key.wrapped, user: admissible };
  await tx.update(personKeysTable).set(fresh).where(eq(personKeysTable.userId, userId));
  return { wrapped: newWrapped, user: admissible };
}

/** Writes a person after a change; `before` is what was locked. */
export async function saveUser(tx: Database, before: User | undefined, after: User): Promise<void> {
  if (before === undefined) await tx.insert(usersTable).values({ ...after });
  else
    await tx
      .update(usersTable)
      .set({ ...after })
      .where(eq(usersTable.userId, after.userId));
}

function erased(userId: string): RequestError {
  const message = `${userId} was erased, and an id is never given twice`;
  return new RequestError(409, message, [{ field: 'userId', code: 'erased', message }]);
}
