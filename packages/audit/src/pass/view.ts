import { openPool } from '@murmuration/choreography';
import type postgres from 'postgres';

/** Lets some work look at the whole database. */
export type View = <Result>(
  work: (sql: postgres.TransactionSql) => Promise<Result>,
) => Promise<Result>;

/** More memory for sorting and joining than the small statements of services need. */
const SETTINGS = `
  set local work_mem to '64MB';
  set local enable_partitionwise_aggregate to on;
  set local statement_timeout to '10min'`;

/** Each work sees the database as it is at one moment, in a transaction that can only read. */
export function viewOf(postgresUrl: string): View {
  return async (work) => {
    const pool = openPool(postgresUrl, 'audit', 1);
    try {
      const done = await pool.begin('isolation level repeatable read read only', async (sql) => {
        await sql.unsafe(SETTINGS);
        return { result: await work(sql) };
      });
      return done.result;
    } finally {
      await pool.end();
    }
  };
}
