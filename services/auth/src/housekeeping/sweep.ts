import { and, eq, inArray, lt, type SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  accountsTable,
  attemptsTable,
  passwordResetsTable,
  refreshTokensTable,
  registrationsTable,
  sessionsTable,
} from '../store/schema.ts';

/** Rows that are removed in one statement. */
const BITE = 2_000;
const DAY_MS = 86_400_000;

/** Removes what has expired. What was erased keeps its id for a day longer than any code could bring it back. */
export async function sweep(database: PostgresJsDatabase, now: Date): Promise<void> {
  const yesterday = new Date(now.getTime() - DAY_MS);
  const expired: readonly [PgTable, AnyPgColumn, SQL | undefined][] = [
    [registrationsTable, registrationsTable.userId, lt(registrationsTable.expiresAt, now)],
    [passwordResetsTable, passwordResetsTable.resetId, lt(passwordResetsTable.expiresAt, now)],
    [sessionsTable, sessionsTable.sessionId, lt(sessionsTable.expiresAt, now)],
    [refreshTokensTable, refreshTokensTable.tokenHash, lt(refreshTokensTable.expiresAt, now)],
    [attemptsTable, attemptsTable.subject, lt(attemptsTable.lastAt, yesterday)],
    [
      accountsTable,
      accountsTable.userId,
      and(eq(accountsTable.status, 'erased'), lt(accountsTable.changedAt, yesterday)),
    ],
  ];
  for (const [table, key, condition] of expired) await removeAll(database, table, key, condition);
}

async function removeAll(
  database: PostgresJsDatabase,
  table: PgTable,
  key: AnyPgColumn,
  condition: SQL | undefined,
): Promise<void> {
  let removed: number;
  do {
    const bite = database.select({ key }).from(table).where(condition).limit(BITE);
    const gone = await database.delete(table).where(inArray(key, bite)).returning({ key });
    removed = gone.length;
  } while (removed === BITE);
}
