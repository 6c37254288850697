import type { Database } from '@murmuration/choreography';
import { and, desc, eq, gt, inArray, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { hashOfToken } from '../crypto/refresh-token.ts';
import type { AuthPolicy } from '../domain/policy.ts';
import { refreshExpiry, type ShownToken } from '../domain/refresh.ts';
import { refreshTokensTable, sessionsTable } from './schema.ts';

/** A session and one of its refresh tokens, whose session is locked for the transaction. */
export interface ShownSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly expiresAt: Date;
  readonly token: ShownToken;
  /** Once the token is used: the sealed token that followed it, and until when that is good. */
  readonly successor: { readonly sealed: string; readonly expiresAt: Date } | undefined;
}

/** Begins a session; the longest unused of too many ends. Returns until when its first refresh token is good. */
export async function beginSession(
  tx: Database,
  { sessionId, userId, token }: { sessionId: string; userId: string; token: string },
  now: Date,
  policy: AuthPolicy,
): Promise<Date> {
  const sessionEnd = new Date(now.getTime() + policy.sessionMs);
  const expiresAt = refreshExpiry(now, sessionEnd, policy);
  await tx.insert(sessionsTable).values({
    sessionId,
    userId,
    startedAt: now,
    lastUsedAt: now,
    expiresAt: sessionEnd,
  });
  await tx
    .insert(refreshTokensTable)
    .values({ tokenHash: hashOfToken(token), sessionId, expiresAt });
  const tooMany = tx
    .select({ sessionId: sessionsTable.sessionId })
    .from(sessionsTable)
    .where(and(eq(sessionsTable.userId, userId), ne(sessionsTable.sessionId, sessionId)))
    .orderBy(desc(sessionsTable.lastUsedAt))
    .offset(policy.sessionsPerUser - 1);
  await tx.delete(sessionsTable).where(inArray(sessionsTable.sessionId, tooMany));
  return expiresAt;
}

/**
 * Finds the session of a refresh token, used or not. The session is locked first and the token is read after that: of a hundred who show the same
 * token at once, each sees what the one before has left.
 */
export async function lockShown(tx: Database, token: string): Promise<ShownSession | undefined> {
  const tokenHash = hashOfToken(token);
  const sessionId = await sessionOf(tx, token);
  if (sessionId === undefined) return undefined;
  const [session] = await tx
    .select()
    .from(sessionsTable)
    .where(eq(sessionsTable.sessionId, sessionId))
    .for('update');
  const next = alias(refreshTokensTable, 'next');
  const [shown] = await tx
    .select({ token: refreshTokensTable, next })
    .from(refreshTokensTable)
    .leftJoin(next, eq(next.tokenHash, refreshTokensTable.successorHash))
    .where(eq(refreshTokensTable.tokenHash, tokenHash));
  if (session === undefined || shown === undefined) return undefined;
  const { expiresAt, usedAt, successor: sealed } = shown.token;
  const followed = shown.next;
  return {
    sessionId,
    userId: session.userId,
    expiresAt: session.expiresAt,
    token: { expiresAt, usedAt, successorUsed: (followed?.usedAt ?? null) !== null },
    successor: sealed && followed ? { sealed, expiresAt: followed.expiresAt } : undefined,
  };
}

/** Marks a token as used and adds its successor; `sealed` lets who lost the reply have it again. */
export async function rotateToken(
  tx: Database,
  sessionId: string,
  used: string,
  next: { readonly token: string; readonly sealed: string; readonly expiresAt: Date },
  now: Date,
): Promise<void> {
  const successorHash = hashOfToken(next.token);
  await tx
    .insert(refreshTokensTable)
    .values({ tokenHash: successorHash, sessionId, expiresAt: next.expiresAt });
  await tx
    .update(refreshTokensTable)
    .set({ usedAt: now, successorHash, successor: next.sealed })
    .where(eq(refreshTokensTable.tokenHash, hashOfToken(used)));
  await tx
    .update(sessionsTable)
    .set({ lastUsedAt: now })
    .where(eq(sessionsTable.sessionId, sessionId));
}

/** The session that a refresh token belongs to. */
export async function sessionOf(database: Database, token: string): Promise<string | undefined> {
  const [row] = await database
    .select({ sessionId: refreshTokensTable.sessionId })
    .from(refreshTokensTable)
    .where(eq(refreshTokensTable.tokenHash, hashOfToken(token)));
  return row?.sessionId;
}

/** Whether a session of a person goes on. */
export async function isOpenSession(
  database: Database,
  { sessionId, userId }: { readonly sessionId: string; readonly userId: string },
  now: Date,
): Promise<boolean> {
  const rows = await database
    .select({ sessionId: sessionsTable.sessionId })
    .from(sessionsTable)
    .where(
      and(
        eq(sessionsTable.sessionId, sessionId),
        eq(sessionsTable.userId, userId),
        gt(sessionsTable.expiresAt, now),
      ),
    );
  return rows.length > 0;
}

/** Ends one session, with all its refresh tokens. */
export async function endSession(tx: Database, sessionId: string): Promise<void> {
  await tx.delete(sessionsTable).where(eq(sessionsTable.sessionId, sessionId));
}

/** Ends all sessions of a person, but for one if it is given; returns how many. */
export async function endSessionsOf(
  tx: Database,
  userId: string,
  except?: string,
): Promise<number> {
  const ended = await tx
    .delete(sessionsTable)
    .where(and(eq(sessionsTable.userId, userId), ne(sessionsTable.sessionId, except ?? '')))
    .returning({ sessionId: sessionsTable.sessionId });
  return ended.length;
}
