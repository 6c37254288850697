import type { Database } from '@murmuration/choreography';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { activeAccount } from '../domain/account.ts';
import { isGood } from '../domain/one-time-code.ts';
import { accountsTable, registrationsTable } from './schema.ts';

export interface Registration {
  readonly userId: string;
  readonly emailIndex: string;
  readonly codeHash: string;
  readonly passwordHash: string;
  readonly expiresAt: Date;
}

/** Keeps a wish to register. The same is written whether the address has an account or not; returns whether it has. */
export async function openRegistration(
  tx: Database,
  { passwordHash, ...wish }: Registration,
): Promise<boolean> {
  const isKnown = sql<boolean>`exists (select from ${accountsTable} where ${accountsTable.emailIndex} = ${wish.emailIndex})`;
  const kept = sql<string | null>`case when ${isKnown} then null else ${passwordHash} end`;
  const [row] = await tx
    .insert(registrationsTable)
    .values({ ...wish, isKnown, passwordHash: kept })
    .returning({ isKnown: registrationsTable.isKnown });
  return row?.isKnown ?? true;
}

export type Confirmation =
  | { readonly kind: 'opened'; readonly userId: string }
  /** The same code was used before: its answer may have been lost. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused' };

/** Makes an account of the wish that a code belongs to. */
export async function confirmWish(
  tx: Database,
  emailIndex: string,
  codeHash: string,
  now: Date,
): Promise<Confirmation> {
  // all wishes for the address are locked, in order: one of them is about to remove the others
  const wishes = await tx
    .select()
    .from(registrationsTable)
    .where(
      and(eq(registrationsTable.emailIndex, emailIndex), eq(registrationsTable.isKnown, false)),
    )
    .orderBy(asc(registrationsTable.userId))
    .for('update');
  const wish = wishes.find((each) => each.codeHash === codeHash);
  if (wish === undefined) return { kind: 'refused' };
  const { userId, passwordHash, confirmedAt, expiresAt } = wish;
  if (confirmedAt !== null && now < expiresAt) return { kind: 'repeated' };
  if (passwordHash === null || !isGood({ expiresAt, usedAt: confirmedAt }, now)) {
    return { kind: 'refused' };
  }
  const opened = await tx
    .insert(accountsTable)
    .values(activeAccount(userId, emailIndex, passwordHash, now))
    // another wish for the address was confirmed before, or the person was erased
    .onConflictDoNothing()
    .returning({ userId: accountsTable.userId });
  if (opened.length === 0) return { kind: 'refused' };
  await concludeWish(tx, userId, emailIndex, now);
  return { kind: 'opened', userId };
}

async function concludeWish(
  tx: Database,
  userId: string,
  emailIndex: string,
  now: Date,
): Promise<void> {
  await tx
    .update(registrationsTable)
    .set({ confirmedAt: now, passwordHash: null })
    .where(eq(registrationsTable.userId, userId));
  await tx
    .delete(registrationsTable)
    .where(
      and(eq(registrationsTable.emailIndex, emailIndex), isNull(registrationsTable.confirmedAt)),
    );
}
