import { openPool } from '@murmuration/choreography';
import type postgres from 'postgres';
import type { Facts } from '../facts.ts';
import type { AuditGround } from '../ground.ts';
import { readHistories } from '../shop/histories.ts';
import { presentServices } from '../shop/present-services.ts';

const BOUND_SECONDS = 60;

/** More memory for sorting and joining than the small statements of services need. */
const SETTINGS = `
  set local work_mem to '64MB';
  set local enable_partitionwise_aggregate to on;
  set local statement_timeout to '10min'`;

/**
 * Works on one view of the whole database, in a transaction that can only read. The provider is asked once the view is taken: what the database knows of, the
 * ledger then has.
 */
export async function takeView<Result>(
  ground: AuditGround,
  work: (sql: postgres.TransactionSql, facts: Facts) => Promise<Result>,
): Promise<Result> {
  const pool = openPool(ground.postgresUrl, 'audit', 1);
  const read = async (sql: postgres.TransactionSql): Promise<{ result: Result }> => {
    await sql.unsafe(SETTINGS);
    const services = await presentServices(sql);
    const facts: Facts = {
      services,
      ...(await readHistories(sql, services)),
      provider: await ground.provider(),
      broker: ground.broker,
      boundSeconds: ground.boundSeconds ?? BOUND_SECONDS,
    };
    return { result: await work(sql, facts) };
  };
  try {
    return (await pool.begin('isolation level repeatable read read only', read)).result;
  } finally {
    await pool.end();
  }
}
