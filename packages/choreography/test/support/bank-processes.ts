import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, Program } from '@murmuration/testkit';
import { onTestFinished } from 'vitest';
import type { BankWorld } from './bank-world.ts';

/** A bank in a process of its own, which a test can hold or kill. It is not started yet; its log goes with the test. */
export function bankProcess({ broker, database }: BankWorld, name = 'bank'): Program {
  const directory = mkdtempSync(join(tmpdir(), 'murmuration-bank-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return new Program({
    name,
    file: join(import.meta.dirname, 'bank-process.ts'),
    directory: import.meta.dirname,
    logFile: join(directory, `${name}.log`),
    env: {
      NATS_URL: broker.url,
      NATS_USER: broker.user,
      NATS_PASSWORD: broker.password,
      DATABASE_URL: database.urlOf('bank'),
      LOG_LEVEL: 'info',
      ACK_WAIT_SECONDS: '2',
    },
  });
}

/** Resolves when the bank says that it is ready. */
export async function isReady(program: Program): Promise<void> {
  await eventually(async () => (await program.logTail()).includes('ready'), {
    what: `the process ${program.name}`,
    timeoutMs: 25_000,
  });
}
