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
  sql: string,
  work: (ground: AuditGround) => Promise<Result>,
): Promise<Result> {
  const { name, adminUrl } = shop.database;
  const copy = `${name}_copy_${++copies}`;
  await asAdmin(onDatabase(adminUrl, 'postgres'), `create database ${copy} template ${name}`);
  try {
    await asAdmin(onDatabase(adminUrl, copy), sql);
    const ground = groundOf(shop, true);
    return await work({ ...ground, postgresUrl: onDatabase(ground.postgresUrl, copy) });
  } finally {
    await asAdmin(onDatabase(adminUrl, 'postgres'), `drop database ${copy} with (force)`);
  }
}

/** What an audit finds of a shop in which something is wrong: in a copy of its data, or only in what the provider says. */
export async function auditCorrupted(
  shop: Shop,
  { sql, ledger = (it) => it, drained = true }: Pick<Corruption, 'sql' | 'ledger' | 'drained'>,
): Promise<AuditReport> {
  const look = async (ground: AuditGround) =>
    await audit({ ...ground, drained, provider: async () => ledger(await ground.provider()) });
  return sql === undefined
    ? await look(groundOf(shop, drained))
    : await onCorruptedCopy(shop, sql, look);
}
