import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../processes/child.ts';
import { isAlive } from '../processes/is-alive.ts';

/** What `postmaster.pid` in a data folder says. */
export type Postmaster = { readonly pid: number; readonly ready: boolean };

const PID_LINE = 0;
const STATUS_LINE = 7;

/** Undefined when no server has left the file in `data`. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, ready: lines[STATUS_LINE]?.trim() === 'ready' };
}

/** The process id of the server that runs on `data`, if one does. */
export async function livePostmaster(data: string): Promise<number | undefined> {
  const postmaster = await readPostmaster(data);
  if (postmaster === undefined || !isAlive(postmaster.pid)) return undefined;
  return (await worksIn(postmaster.pid, data)) ? postmaster.pid : undefined;
}

/**
 * Removes the file that a crashed run has left. Postgres does so itself unless the process id has been given to
 * another process since, as happens quickly in containers.
 * @throws when a server does run on `data`
 */
export async function clearStalePostmaster(data: string): Promise<void> {
  const pid = await livePostmaster(data);
  if (pid !== undefined) {
    throw new Error(
      `Postgres already runs on ${data}, as process ${pid}. Stop it first: npm stop.`,
    );
  }
  await rm(join(data, 'postmaster.pid'), { force: true });
}

async function worksIn(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return folder === (await realpath(data));
  }
  const command = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return command?.stdout.includes(data) ?? false;
}
