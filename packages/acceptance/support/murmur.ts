import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Shop } from '@murmuration/testkit';

/** What the command line has said, and how it ended. */
export interface Said {
  readonly exitCode: number;
  /** With `--json`: what it printed. */
  readonly document: unknown;
  readonly err: string;
}

const MAIN = join(import.meta.dirname, '../../cli/bin/murmur.mjs');
const MOST_BYTES = 16_000_000;

/** Runs `murmur` as an operator of the shop, as a process of its own, with `--json`. */
export async function murmur({ broker }: Shop, ...args: readonly string[]): Promise<Said> {
  const env = {
    ...process.env,
    MURMURATION_URL: broker.url,
    MURMURATION_USER: broker.user,
    MURMURATION_PASSWORD: broker.password,
  };
  return await new Promise((resolve) => {
    const options = { env, maxBuffer: MOST_BYTES };
    execFile(process.execPath, [MAIN, ...args, '--json'], options, (error, out, err) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      resolve({ exitCode, document: out === '' ? undefined : JSON.parse(out), err });
    });
  });
}
