import type { Database } from '@murmuration/choreography';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { isGood } from '../domain/one-time-code.ts';
import { accountsTable, passwordResetsTable } from './schema.ts';

export interface PasswordReset {
  readonly resetId: string;
  readonly emailIndex: string;
  readonly codeHash: string;
  readonly expiresAt: Date;
}

/** Keeps a wish for a new password. The same is written whether the address has an account or not; returns whether it has. */
export async function openReset(tx: Database, wish: PasswordReset): Promise<boolean> {
  const owner = sql<
    string | null
  >`(select ${accountsTable.userId} from ${accountsTable} where ${accountsTable.emailIndex} = ${wish.emailIndex})`;
  const [row] = await tx
    .insert(passwordResetsTable)
    .values({ ...wish, userId: owner })
    .returning({ userId: passwordResetsTable.userId });
  return (row?.userId ?? null) !== null;
}

/** The person whose password a code may set; undefined when it is none, or no longer good. Locks it for the transaction. */
export async function ownerOfReset(
  database: Database,
  { emailIndex, codeHash }: Pick<PasswordReset, 'emailIndex' | 'codeHash'>,
  now: Date,
): Promise<string | undefined> {
  const [wish] = await database
    .select()
    .from(passwordResetsTable)
    .where(
      and(
        eq(passwordResetsTable.emailIndex, emailIndex),
        eq(passwordResetsTable.codeHash, codeHash),
        isNotNull(passwordResetsTable.userId),
      ),
    )
    .for('update');
  return wish !== undefined && isGood(wish, now) ? (wish.userId ?? undefined) : undefined;
}

/** With a new password all codes for setting one are void. */
export async function voidResets(tx: Database, userId: string): Promise<void> {
  await tx.delete(passwordResetsTable).where(eq(passwordResetsTable.userId, userId));
}
