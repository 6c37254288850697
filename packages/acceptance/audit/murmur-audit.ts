import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { AuditGround } from '@murmuration/audit';
import type { Shop } from '@murmuration/testkit';

const MURMUR = join(import.meta.dirname, '../../cli/bin/murmur.mjs');
const LIMIT_MS = 60_000;

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `murmur audit` as a process of its own. */
export async function murmurAudit(
  { broker, sandbox }: Shop,
  { postgresUrl }: Pick<AuditGround, 'postgresUrl'>,
  ...more: readonly string[]
): Promise<Said> {
  const { url, user, password } = broker;
  const where = ['--server', url, '--user', user, '--password', password];
  const data = ['--database', postgresUrl, '--ledger', sandbox.url];
  const words = [MURMUR, 'audit', ...where, ...data, ...more];
  const { promise, resolve } = Promise.withResolvers<Said>();
  execFile(process.execPath, words, { timeout: LIMIT_MS }, (error, out, err) =>
    resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
  );
  return await promise;
}
