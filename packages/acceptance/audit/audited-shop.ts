import { audit, type AuditGround, type AuditReport, readProviderLedger } from '@murmuration/audit';
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

const onDatabase = (url: string, name: string): string => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};

async function asAdmin(url: string, statements: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statements);
  } finally {
    await sql.end();
  }
}

let copies = 0;

/** Works on a copy of a shop's data in which something is wrong, beside others that do. No service may have a session on them. */
export async function onCorruptedCopy<Result>(
  shop: Shop,
  corruption: Pick<Corruption, 'sql' | 'ledger' | 'drained'>,
  work: (ground: AuditGround) => Promise<Result>,
): Promise<Result> {
  const { sql = '', ledger = (it) => it, drained = true } = corruption;
  const { name, adminUrl } = shop.database;
  const copy = `${name}_copy_${++copies}`;
  await asAdmin(onDatabase(adminUrl, 'postgres'), `create database ${copy} template ${name}`);
  try {
    await asAdmin(onDatabase(adminUrl, copy), sql);
    const ground = groundOf(shop, drained);
    return await work({
      ...ground,
      postgresUrl: onDatabase(ground.postgresUrl, copy),
      provider: async () => ledger(await ground.provider()),
    });
  } finally {
    await asAdmin(onDatabase(adminUrl, 'postgres'), `drop database ${copy} with (force)`);
  }
}

/** What the audit of such a copy finds. */
export async function auditCorrupted(
  shop: Shop,
  corruption: Pick<Corruption, 'sql' | 'ledger' | 'drained'>,
): Promise<AuditReport> {
  return await onCorruptedCopy(shop, corruption, audit);
}
