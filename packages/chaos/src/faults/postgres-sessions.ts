import { AUDITOR, roleOf } from '@murmuration/choreography';
import type { TestPostgres } from '@murmuration/testkit';
import { eventually, Hopeless } from '@murmuration/testkit';
import postgres from 'postgres';
import { isAlive } from './is-alive.ts';

/** Something that goes on until it is ended. Ending it twice does no harm. */
export interface Held {
  end(): Promise<void>;
}

const OPEN_AT_ONCE = 40;
const TRY_AT_ONCE = 2;
/** too_many_connections */
const NO_PLACE = '53300';
/** serialization_failure: a row is not any more as the snapshot has it */
const CHANGED = '40001';
const LIMIT_MS = 20_000;
const QUIET = { max: 1, onnotice: () => undefined } as const;

/** Postgres' immediate shutdown, SIGQUIT: every session is dropped, nothing is written, and the next start recovers. */
export async function stopAtOnce({ pid }: TestPostgres): Promise<void> {
  if (pid === undefined) throw new Error('Postgres in a container takes no signals: TESTKIT=local');
  process.kill(pid, 'SIGQUIT');
  await eventually(() => !isAlive(pid), {
    what: 'Postgres to shut down at once',
    timeoutMs: LIMIT_MS,
  });
}

/** Runs statements as the superuser of a database. Where others crowd the server it may take a few attempts to get in. */
export async function asAdmin<Answer>(
  adminUrl: string,
  work: (sql: postgres.Sql) => Promise<Answer>,
): Promise<Answer> {
  const sql = postgres(adminUrl, QUIET);
  try {
    await untilLetIn(sql);
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

// Whoever is about to be turned away holds a place for a moment, of those that are kept for the superuser too.
async function untilLetIn(sql: postgres.Sql): Promise<void> {
  const isIn = async (): Promise<boolean> =>
    await sql`select`.then(
      () => true,
      (error: unknown) => {
        if (error instanceof postgres.PostgresError && error.code === NO_PLACE) return false;
        throw new Hopeless(String(error), { cause: error });
      },
    );
  await eventually(isIn, { what: 'a place on the server', timeoutMs: LIMIT_MS });
}

/**
 * Ends sessions of services in the midst of whatever they do, as an administrator does.
 * @param chosen tells of each session's name (`order events`) whether it is ended
 * @returns the names of those that were ended
 */
export async function terminateSessions(
  adminUrl: string,
  chosen: (name: string) => boolean,
): Promise<readonly string[]> {
  return await asAdmin(adminUrl, async (sql) => {
    const picked = (await findSessions(sql)).filter(({ name }) => chosen(name));
    await sql`select pg_terminate_backend(pid) from unnest(${picked.map(({ pid }) => pid)}::int[]) pid`;
    return picked.map(({ name }) => name);
  });
}

/** The names of the sessions that services have at the moment. */
export async function sessionsOfServices(adminUrl: string): Promise<readonly string[]> {
  return await asAdmin(adminUrl, async (sql) => (await findSessions(sql)).map(({ name }) => name));
}

const findSessions = (sql: postgres.Sql) =>
  sql<{ pid: number; name: string }[]>`
    select pid, application_name as name from pg_stat_activity
    where datname = current_database() and usename like ${roleOf('%')} and usename <> ${AUDITOR} and pid <> pg_backend_pid()
    order by application_name, pid`;

/**
 * Takes every connection that the server has left for ordinary users, as a program that leaks them does, and takes those that become free until it is ended. The
 * superuser's reserve stays. Resolves when nobody gets one any more.
 */
export async function takeAllConnections(adminUrl: string): Promise<Held> {
  const role = 'chaos_crowd';
  await asAdmin(adminUrl, async (sql) => {
    await sql.unsafe(
      `do $$ begin create role ${role} login password '${role}'; exception when duplicate_object then null; end $$`,
    );
  });
  const url = new URL(adminUrl);
  url.username = role;
  url.password = role;
  const crowd = new Crowd(url.href);
  await crowd.untilFull();
  return {
    end: async () => {
      await crowd.leave();
      await asAdmin(adminUrl, (sql) => sql.unsafe(`drop role if exists ${role}`));
    },
  };
}

/** Sessions that do nothing but be there. */
class Crowd {
  private readonly url: string;
  private readonly sessions: postgres.Sql[] = [];
  private gone = false;
  private growing: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.url = url;
  }

  async untilFull(): Promise<void> {
    while (await this.join(OPEN_AT_ONCE)) {
      if (this.gone) return;
    }
    this.growing = this.stayFull();
  }

  async leave(): Promise<void> {
    this.gone = true;
    await this.growing;
    await Promise.all(this.sessions.map((sql) => sql.end({ timeout: 1 })));
  }

  private async stayFull(): Promise<void> {
    while (!this.gone) await this.join(TRY_AT_ONCE);
  }

  /** Some more at once. Tells whether any of them got a place. */
  private async join(count: number): Promise<boolean> {
    const joining = Array.from({ length: count }, async () => {
      const sql = postgres(this.url, { ...QUIET, idle_timeout: 0, connect_timeout: 5 });
      try {
        await sql`select 1`;
        this.sessions.push(sql);
        return true;
      } catch {
        await sql.end({ timeout: 0 });
        return false;
      }
    });
    return (await Promise.all(joining)).includes(true);
  }
}

/**
 * A transaction that was begun and forgotten: it has an id and a snapshot of everything, so nothing that dies meanwhile can be cleared away, and holds what `statement`
 * locks, for one a row with `for update`. A row that others keep changing may have changed since the snapshot was taken: then it begins again.
 */
export async function holdTransaction(
  adminUrl: string,
  statement: string,
  parameters: readonly string[] = [],
): Promise<Held> {
  const begin = async (): Promise<Held | undefined> => {
    const sql = postgres(adminUrl, QUIET);
    try {
      return await beginAndHold(sql, statement, parameters);
    } catch (error) {
      await sql.end({ timeout: 1 });
      if (error instanceof postgres.PostgresError && error.code === CHANGED) return undefined;
      throw new Hopeless(String(error), { cause: error });
    }
  };
  return await eventually(begin, { what: 'a transaction to hold', timeoutMs: LIMIT_MS });
}

async function beginAndHold(
  sql: postgres.Sql,
  statement: string,
  parameters: readonly string[],
): Promise<Held> {
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const holding = sql
    .begin('isolation level repeatable read', async (tx) => {
      await tx`select pg_current_xact_id()`;
      await tx.unsafe(statement, [...parameters]);
      begun.resolve();
      await release.promise;
    })
    // the server may be gone before it is released
    .catch((error: unknown) => begun.reject(error));
  await begun.promise;
  return {
    end: async () => {
      release.resolve();
      await holding;
      await sql.end({ timeout: 1 });
    },
  };
}
