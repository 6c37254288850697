import {
  type AuditGround,
  type AuditReport,
  auditWithin,
  readProviderLedger,
} from '@murmuration/audit';
import { SERVICE_NAMES, type Shop, startShop } from '@murmuration/testkit';
import postgres from 'postgres';
import type { Corruption } from './corruption.ts';

/** A shop with everything that can be audited. */
export async function startWholeShop(): Promise<Shop> {
  return await startShop({ services: [...SERVICE_NAMES, 'auth'], edge: {} });
}

/** What an audit of a shop looks at. Whatever is wrong there is wrong at once, and stays so. */
export function groundOf(shop: Shop, drained: boolean): AuditGround {
  const { url, user, password } = shop.broker;
  return {
    postgresUrl: shop.database.urlOf('auditor'),
    provider: () => readProviderLedger(shop.sandbox.url),
    broker: { url, user, password },
    drained,
    boundSeconds: 0,
    patienceMs: 0,
  };
}

/** The checks that see something wrong, with what they see. */
export function wrongIn({ checks }: AuditReport): ReadonlyMap<string, string> {
  return new Map(
    checks
      .filter(({ violating }) => violating > 0)
      .map(({ name, violations }) => [
        name,
        violations.map(({ subject, problem }) => `${subject}: ${problem}`).join('; '),
      ]),
  );
}

const opened = (shop: Shop): postgres.Sql =>
  postgres(shop.database.adminUrl, { max: 1, onnotice: () => undefined });

/** Changes a shop's data for as long as some work goes on. */
export async function whileChanged<Result>(
  shop: Shop,
  change: string,
  changeBack: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const sql = opened(shop);
  try {
    await sql.unsafe(change);
    try {
      return await work();
    } finally {
      await sql.unsafe(changeBack);
    }
  } finally {
    await sql.end();
  }
}

class RolledBack extends Error {
  readonly report: AuditReport;

  constructor(report: AuditReport) {
    super('everything is as it was');
    this.report = report;
  }
}

/** What an audit finds of a shop in which something is wrong, in its data or in what the provider says. Afterwards all is as it was. */
export async function auditCorrupted(
  shop: Shop,
  { sql: corrupt, ledger = (it) => it, drained = true }: Omit<Corruption, 'what' | 'seenBy'>,
): Promise<AuditReport> {
  const scope = groundOf(shop, drained);
  const provider = async () => ledger(await scope.provider());
  const sql = opened(shop);
  try {
    return await sql.begin('isolation level repeatable read', async (transaction) => {
      if (corrupt !== undefined) await transaction.unsafe(corrupt);
      throw new RolledBack(await auditWithin(transaction, { ...scope, provider }));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.report;
    throw error;
  } finally {
    await sql.end();
  }
}
