import { type Database, RequestError, type RequestContext } from '@murmuration/choreography';
import { asc, inArray, sql } from 'drizzle-orm';
import { attempt, giveBack, type Attempts, type Verdict } from '../domain/attempts.ts';
import type { AttemptPolicy } from '../domain/policy.ts';
import { attemptsTable } from './schema.ts';

/** Something whose attempts are counted, and how many it may have. */
export interface Counted {
  readonly subject: string;
  readonly policy: AttemptPolicy;
}

type Row = Attempts & { readonly subject: string };

/**
 * Counts one attempt at each of the given, before it is made: all replicas count together. Throws a `RequestError` 429 when one of them has to pause; then
 * none is counted.
 */
export async function takeAttempt(
  { transact, now }: Pick<RequestContext, 'transact' | 'now'>,
  counted: readonly Counted[],
): Promise<void> {
  await transact(async (tx) => {
    await makeRows(tx, counted, now);
    const known = await lockRows(tx, counted);
    const verdicts = counted.map(({ subject, policy }) => ({
      subject,
      verdict: attempt(known.get(subject), now, policy),
    }));
    const waits = verdicts.flatMap(({ verdict }) =>
      verdict.allowed ? [] : [verdict.retryAfterSeconds],
    );
    // nothing is kept of an attempt that is refused, no row either
    if (waits.length > 0) throw tooMany(Math.max(...waits));
    await saveRows(tx, verdicts.flatMap(rowOf));
  });
}

/** What an attempt that turned out well does to the counts. */
export interface Success {
  /** All attempts at these are forgotten: somebody has shown to be the one. */
  readonly forget: readonly Counted[];
  /** Of these the one attempt is taken back. */
  readonly giveBack: readonly Counted[];
}

/** Counts an attempt that turned out well as none; last in the transaction that it did so in. */
export async function settleAttempts(tx: Database, success: Success): Promise<void> {
  const known = await lockRows(tx, [...success.forget, ...success.giveBack]);
  const forgotten = success.forget.map(({ subject }) => subject);
  await tx.delete(attemptsTable).where(inArray(attemptsTable.subject, forgotten));
  const left = success.giveBack.flatMap(({ subject, policy }) => {
    const attempts = known.get(subject);
    return attempts === undefined ? [] : [{ subject, ...giveBack(attempts, policy) }];
  });
  if (left.length > 0) await saveRows(tx, left);
}

/** Makes the rows that are missing; in the order in which they are locked. */
async function makeRows(tx: Database, counted: readonly Counted[], now: Date): Promise<void> {
  const blank = inOrder(counted).map((subject) => {
    return { subject, count: 0, lastAt: now, pausedUntil: null };
  });
  await tx.insert(attemptsTable).values(blank).onConflictDoNothing();
}

/** Locks the rows in the order of their subjects, so that no two transactions wait for each other. */
async function lockRows(
  tx: Database,
  counted: readonly Counted[],
): Promise<ReadonlyMap<string, Attempts>> {
  const rows = await tx
    .select()
    .from(attemptsTable)
    .where(inArray(attemptsTable.subject, inOrder(counted)))
    .orderBy(asc(attemptsTable.subject))
    .for('update');
  return new Map(rows.map((row) => [row.subject, row]));
}

const inOrder = (counted: readonly Counted[]): string[] =>
  counted.map(({ subject }) => subject).toSorted();

async function saveRows(tx: Database, rows: readonly Row[]): Promise<void> {
  const { subject, count, lastAt, pausedUntil } = attemptsTable;
  await tx
    .insert(attemptsTable)
    .values([...rows])
    .onConflictDoUpdate({
      target: subject,
      set: {
        count: sql`excluded.${sql.identifier(count.name)}`,
        lastAt: sql`excluded.${sql.identifier(lastAt.name)}`,
        pausedUntil: sql`excluded.${sql.identifier(pausedUntil.name)}`,
      },
    });
}

function rowOf({ subject, verdict }: { subject: string; verdict: Verdict }): readonly Row[] {
  return verdict.allowed ? [{ subject, ...verdict.attempts }] : [];
}

function tooMany(seconds: number): RequestError {
  const message = `try again in ${seconds} seconds`;
  const problem = { field: '$', code: 'too_many_attempts', message };
  return new RequestError(429, 'too many attempts', [problem], seconds);
}
