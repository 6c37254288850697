import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;

/** Opens a log file, with its folder, for appending; `truncate` empties it first. */
export function openLog(path: string, { truncate }: { truncate: boolean }): number {
  mkdirSync(dirname(path), { recursive: true });
  if (truncate) closeSync(openSync(path, 'w', OWNER_ONLY));
  return openSync(path, 'a', OWNER_ONLY);
}

/** The last lines of a log file; empty when there is no such file. */
export async function logTail(path: string, lines = 20): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
