import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository.ts';
import { type Account, allows } from './account.ts';
import { postgresBinaries, postgresVersion } from './binaries.ts';
import { livePostmaster } from './postmaster-file.ts';

/** Where the server's programs and its data are, and who runs it (undefined: the user of this process). */
export type Place = {
  readonly native: string;
  /** A private folder of the user who runs the server; the data folder is made in it. */
  readonly home: string;
  readonly data: string;
  readonly version: string;
  readonly account: Account | undefined;
};

const OWNER_ONLY = 0o700;
const TRAVERSABLE = 0o711;
const OWNER_NOTE = 'belongs-to';

/**
 * Data stands in `directory`, programs in node_modules. Where the unprivileged user cannot reach one of them (a clone
 * in root's home), that one moves to a private folder of that user in the machine's temporary folder.
 */
export async function choosePlace(directory: string, account: Account | undefined): Promise<Place> {
  const native = await postgresBinaries();
  const version = await postgresVersion(native);
  if (account === undefined) {
    const home = join(directory, 'cluster');
    await mkdir(home, { recursive: true, mode: OWNER_ONLY });
    return { native, home, data: join(home, 'data'), version, account };
  }
  const home = await reachableHome(directory, account);
  const reachable = await reachableBinaries(native, version, account);
  return { native: reachable, home, data: join(home, 'data'), version, account };
}

async function reachableBinaries(native: string, version: string, account: Account) {
  if (await allows(account, '-x', join(native, 'bin/postgres'))) return native;
  const copy = join(await privateFolder(account), `postgres-${version}`);
  if (await allows(account, '-x', join(copy, 'bin/postgres'))) return copy;
  await copyWhole(native, copy, account);
  return copy;
}

async function reachableHome(directory: string, account: Account): Promise<string> {
  await chmod(directory, TRAVERSABLE);
  const home = join(directory, 'cluster');
  await mkdir(home, { recursive: true, mode: OWNER_ONLY });
  // Data that an ordinary user has made here before becomes the server's user's.
  await chownTree(home, account);
  if (await allows(account, '-w', home)) return home;
  const folder = await privateFolder(account);
  await removeForsaken(folder);
  const elsewhere = join(folder, `cluster-${shortHash(directory)}`);
  await mkdir(elsewhere, { recursive: true, mode: OWNER_ONLY });
  await chown(elsewhere, account.uid, account.gid);
  await writeFile(join(elsewhere, OWNER_NOTE), directory);
  return elsewhere;
}

/** Data that stands apart from its directory goes when that directory is gone: a test's, a removed checkout's. */
async function removeForsaken(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const home = join(folder, name);
    const owner = await readFile(join(home, OWNER_NOTE), 'utf8').catch(() => undefined);
    if (owner === undefined || existsSync(owner)) continue;
    const isUsed = (await livePostmaster(join(home, 'data'))) !== undefined;
    if (!isUsed) await rm(home, { recursive: true, force: true });
  }
}

/** One for each checkout. /var/tmp first: it outlives a reboot. */
async function privateFolder(account: Account): Promise<string> {
  for (const parent of ['/var/tmp', tmpdir()]) {
    if (!(await allows(account, '-w', parent))) continue;
    const folder = join(parent, `murmuration-${shortHash(REPOSITORY_ROOT)}`);
    await mkdir(folder, { mode: OWNER_ONLY }).then(
      () => chown(folder, account.uid, account.gid),
      () => undefined,
    );
    await refuseForeign(folder, account);
    return folder;
  }
  throw new Error(
    `Postgres cannot run as root, and user ${account.uid} can write neither to /var/tmp nor to ${tmpdir()}. ` +
      'Set TMPDIR to a folder that every user can write to, or start as an ordinary user.',
  );
}

// The name can be guessed and anybody can write in the parent folder.
async function refuseForeign(folder: string, account: Account): Promise<void> {
  const status = await lstat(folder);
  const isPrivate = status.isDirectory() && (status.mode & 0o077) === 0;
  if (isPrivate && status.uid === account.uid) return;
  throw new Error(
    `${folder} is not a private folder of user ${account.uid}: remove it and start again.`,
  );
}

async function copyWhole(from: string, to: string, account: Account): Promise<void> {
  const draft = `${to}.${randomUUID()}`;
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await chownTree(draft, account);
  await rename(draft, to).catch(() => rm(draft, { recursive: true, force: true }));
}

async function chownTree(folder: string, { uid, gid }: Account): Promise<void> {
  if ((await lstat(folder)).uid === uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await chownTree(path, { uid, gid });
    else if (entry.isFile()) await chown(path, uid, gid);
  }
  await chown(folder, uid, gid);
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
