import type { Database } from '@murmuration/choreography';
import type { Role } from '@murmuration/contracts';
import { and, eq, sql } from 'drizzle-orm';
import { usualRoles } from '../domain/role-replica.ts';
import { accountsTable, rolesTable } from './schema.ts';

/** What signing in needs of an account. */
export interface Credentials {
  readonly userId: string;
  readonly emailIndex: string;
  readonly passwordHash: string;
}

const columns = {
  userId: accountsTable.userId,
  emailIndex: accountsTable.emailIndex,
  passwordHash: accountsTable.passwordHash,
};

/** The account of a mail address. */
export async function accountOfAddress(
  database: Database,
  emailIndex: string,
): Promise<Credentials | undefined> {
  const [row] = await database
    .select(columns)
    .from(accountsTable)
    .where(eq(accountsTable.emailIndex, emailIndex));
  return row && credentials(row);
}

/** The account of a person. */
export async function accountOfUser(
  database: Database,
  userId: string,
): Promise<Credentials | undefined> {
  const [row] = await database
    .select(columns)
    .from(accountsTable)
    .where(eq(accountsTable.userId, userId));
  return row && credentials(row);
}

function credentials(row: {
  readonly userId: string;
  readonly emailIndex: string | null;
  readonly passwordHash: string | null;
}): Credentials | undefined {
  const { userId, emailIndex, passwordHash } = row;
  if (emailIndex === null || passwordHash === null) return undefined;
  return { userId, emailIndex, passwordHash };
}

/**
 * Locks an account whose password has been checked, against a change and against erasure. False when it is not as it was when the password was checked.
 */
export async function lockUnchanged(tx: Database, known: Credentials): Promise<boolean> {
  const rows = await tx
    .select({ userId: accountsTable.userId })
    .from(accountsTable)
    .where(isUnchanged(known))
    .for('share');
  return rows.length > 0;
}

/** Gives an account another password hash, unless it has changed since it was looked at: false then. */
export async function replacePassword(
  tx: Database,
  known: Credentials,
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  const rows = await tx
    .update(accountsTable)
    .set({ passwordHash, changedAt: now, version: sql`${accountsTable.version} + 1` })
    .where(isUnchanged(known))
    .returning({ userId: accountsTable.userId });
  return rows.length > 0;
}

const isUnchanged = ({ userId, passwordHash }: Credentials) =>
  and(eq(accountsTable.userId, userId), eq(accountsTable.passwordHash, passwordHash));

/** What a person may do, as far as user has told. */
export async function rolesOf(database: Database, userId: string): Promise<readonly Role[]> {
  const [row] = await database.select().from(rolesTable).where(eq(rolesTable.userId, userId));
  return row?.roles ?? usualRoles;
}
