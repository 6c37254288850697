import { setTimeout as sleep } from 'node:timers/promises';
import { roleOf } from '@murmuration/choreography';
import postgres from 'postgres';
import { asAdmin, type Held, terminateSessions } from './postgres-sessions.ts';

const QUIET = { max: 1, onnotice: () => undefined } as const;
const STEP_MS = 15;
const PAUSE_MS = 50;

/**
 * Somebody who locks the rows of a table one by one against the order in which services lock them, again and again, and lets go of them. Where both want what the other
 * has, Postgres ends the service's transaction: the rival is willing to wait longer before it has deadlocks looked for.
 */
export async function lockInReverse(
  adminUrl: string,
  { table, key }: { readonly table: string; readonly key: string },
): Promise<Held> {
  const sql = postgres(adminUrl, { ...QUIET, connection: { deadlock_timeout: 30_000 } });
  const rows = await sql.unsafe<{ key: string }[]>(
    `select ${key} as key from ${table} order by ${key} desc`,
  );
  let isOver = false;
  const lockAll = async (): Promise<void> => {
    await sql.begin(async (tx) => {
      for (const row of rows) {
        await tx.unsafe(`select from ${table} where ${key} = $1 for update`, [row.key]);
        await sleep(STEP_MS);
      }
    });
  };
  const rivalling = (async () => {
    while (!isOver) {
      // it may be the one that is ended, after all
      await lockAll().catch(() => undefined);
      await sleep(PAUSE_MS);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await rivalling;
      await sql.end({ timeout: 1 });
    },
  };
}

/** How many deadlocks the server has found in a database, ever. It tells of those of the last moments with a delay of up to a second. */
export async function deadlocksIn(adminUrl: string): Promise<number> {
  return await asAdmin(adminUrl, async (sql) => {
    const [row] = await sql<{ deadlocks: number }[]>`
      select deadlocks::int from pg_stat_database where datname = current_database()`;
    return row?.deadlocks ?? 0;
  });
}

/** What was ended is not ended again: it would cost sessions, and locks. */
const once = (end: () => Promise<void>): (() => Promise<void>) => {
  let hasEnded = false;
  return async () => {
    if (hasEnded) return;
    await end();
    hasEnded = true;
  };
};

/**
 * Has a service's transactions run as if one after the other, which Postgres refuses to those that cannot: serialization failures, as many as there is contention. The
 * service's sessions are ended so that new ones take it up.
 */
export async function makeSerializable(
  adminUrl: string,
  database: string,
  service: string,
): Promise<Held> {
  const role = `alter role "${roleOf(service)}" in database "${database}"`;
  const change = async (setting: string): Promise<void> => {
    await asAdmin(adminUrl, (sql) => sql.unsafe(`${role} ${setting}`));
    await terminateSessions(adminUrl, (name) => name.startsWith(`${service} `) || name === service);
  };
  await change("set default_transaction_isolation to 'serializable'");
  return { end: once(() => change('reset default_transaction_isolation')) };
}

export interface Refusals extends Held {
  /** How many statements were refused so far. */
  count(): Promise<number>;
}

/**
 * Has the server refuse every nth statement that inserts into a service's table, with an SQLSTATE of choice such as `40001` or `53100`. The count goes on over
 * transactions that are rolled back.
 */
export async function refuseInserts(
  adminUrl: string,
  {
    schema,
    table,
    code,
    nth,
  }: {
    readonly schema: string;
    readonly table: string;
    readonly code: string;
    readonly nth: number;
  },
): Promise<Refusals> {
  if (!/^[0-9A-Z]{5}$/.test(code)) throw new RangeError(`${code} is no SQLSTATE`);
  const name = `"${schema}".chaos_refuse_${table}`;
  await asAdmin(adminUrl, (sql) =>
    sql.unsafe(`
      create sequence ${name}_calls minvalue 0 start 0;
      create sequence ${name}_refusals minvalue 0 start 0;
      create function ${name}() returns trigger language plpgsql security definer as $$
      begin
        if nextval('${name}_calls') % ${nth} = ${nth - 1} then
          perform nextval('${name}_refusals');
          raise exception using errcode = '${code}', message = 'refused by chaos';
        end if;
        return null;
      end $$;
      create trigger chaos_refuse before insert on "${schema}"."${table}"
        for each statement execute function ${name}();`),
  );
  const count = async (): Promise<number> =>
    await asAdmin(adminUrl, async (sql) => {
      const [row] = await sql.unsafe<{ count: number }[]>(
        `select case when is_called then last_value::int + 1 else 0 end as count from ${name}_refusals`,
      );
      return row?.count ?? 0;
    });
  return {
    count,
    end: once(async () => {
      await asAdmin(adminUrl, (sql) =>
        sql.unsafe(`
          drop trigger if exists chaos_refuse on "${schema}"."${table}";
          drop function if exists ${name}();
          drop sequence if exists ${name}_calls, ${name}_refusals;`),
      );
    }),
  };
}
