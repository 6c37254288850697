import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { logPath } from './run-context.ts';

const LIMIT_BYTES = 20 * 1024 * 1024;
const EVERY_MS = 30_000;
// Opened by the command that started the supervisor, before there was one.
const OWN_LOG = 'supervisor.log';

/** Removes the logs of earlier runs, and empties a log of this one whenever it has grown past 20 MiB. */
export async function boundLogs(root: string): Promise<void> {
  for (const path of await listLogs(root)) {
    if (!path.endsWith(OWN_LOG)) await rm(path, { force: true });
  }
  setInterval(() => void emptyLargeLogs(root).catch(() => {}), EVERY_MS).unref();
}

async function emptyLargeLogs(root: string): Promise<void> {
  for (const path of await listLogs(root)) {
    if ((await stat(path)).size > LIMIT_BYTES) await truncate(path);
  }
}

async function listLogs(root: string): Promise<string[]> {
  const folder = dirname(logPath(root, 'any'));
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.log')).map((name) => join(folder, name));
}
