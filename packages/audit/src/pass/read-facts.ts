import type postgres from 'postgres';
import type { Facts } from '../facts.ts';
import type { AuditScope } from '../ground.ts';
import { readHistories } from '../shop/histories.ts';
import { presentServices } from '../shop/present-services.ts';

const BOUND_SECONDS = 60;

/** The provider is asked once the view of the database is taken: what that knows of, the ledger then has. */
export async function readFacts(sql: postgres.TransactionSql, scope: AuditScope): Promise<Facts> {
  const services = await presentServices(sql);
  return {
    services,
    ...(await readHistories(sql, services)),
    provider: await scope.provider(),
    broker: scope.broker,
    boundSeconds: scope.boundSeconds ?? BOUND_SECONDS,
  };
}
