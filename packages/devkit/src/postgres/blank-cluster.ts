import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../processes/child.ts';

/**
 * Names a folder in which a cluster is kept as initdb has made it, to be copied the next time: initdb takes seconds. Tests set it; the clusters that come of such a
 * folder have one password.
 */
export const BLANK_CLUSTERS = 'MURMURATION_BLANK_CLUSTERS';

/** A cluster that nobody has started yet. */
export interface BlankCluster {
  readonly data: string;
  /** Of the superuser. */
  readonly password: string;
}

const OWNER_ONLY = 0o600;

/** The cluster of this version to copy from; undefined when none is kept. */
export async function blankCluster(version: string): Promise<BlankCluster | undefined> {
  const folder = folderOf(version);
  if (folder === undefined) return undefined;
  const password = await readFile(join(folder, 'password'), 'utf8').catch(() => undefined);
  return password === undefined ? undefined : { data: join(folder, 'data'), password };
}

/** Keeps a copy of a cluster to copy from, where that is wanted. */
export async function keepBlank(version: string, { data, password }: BlankCluster): Promise<void> {
  const folder = folderOf(version);
  if (folder === undefined) return;
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  await copyCluster(data, join(draft, 'data'));
  await writeFile(join(draft, 'password'), password, { mode: OWNER_ONLY });
  // another process may have been faster
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
}

/** Copies a cluster that is not running, with the owners of its files. */
export async function copyCluster(from: string, to: string): Promise<void> {
  await run('cp', ['-Rp', from, to]);
}

function folderOf(version: string): string | undefined {
  const folder = process.env[BLANK_CLUSTERS];
  return folder === undefined ? undefined : join(folder, `postgres-${version}`);
}
