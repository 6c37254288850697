import { randomBytes, randomUUID } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, run } from '../processes/child.ts';
import { type BlankCluster, blankCluster, copyCluster, keepBlank } from './blank-cluster.ts';
import type { Place } from './place.ts';

const OWNER_ONLY = 0o600;
const PASSWORD_BYTES = 24;

/**
 * Makes the cluster in `place.data` when there is none yet. The superuser's password is generated once and kept in
 * `<directory>/password`.
 * @returns the password
 */
export async function initialiseCluster(
  directory: string,
  place: Place,
  durable: boolean,
): Promise<string> {
  const passwordFile = join(directory, 'password');
  const existing = await readFile(passwordFile, 'utf8').catch(() => undefined);
  if (await hasCluster(place)) {
    if (existing !== undefined) return existing.trim();
    throw new Error(
      `${passwordFile} is missing, so nobody can sign in to the data in ${place.data}. ` +
        'Put the file back, or remove both folders and start afresh.',
    );
  }
  const blank = existing === undefined ? await blankCluster(place.version) : undefined;
  const password =
    existing?.trim() ?? blank?.password ?? randomBytes(PASSWORD_BYTES).toString('hex');
  await writeFile(passwordFile, `${password}\n`, { mode: OWNER_ONLY });
  await initialise(place, async (draft) => {
    if (blank === undefined) await make(place, draft, password, durable);
    else await copy(place, blank, draft, durable);
  });
  return password;
}

/** The environment of this process less what Postgres would read from it. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(own), LC_ALL: 'C', MURMURATION_ROLE: 'infrastructure' };
}

async function hasCluster(place: Place): Promise<boolean> {
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return false;
  const major = place.version.split('.')[0];
  if (version.trim() === major) return true;
  throw new Error(
    `The data in ${place.data} is of Postgres ${version.trim()}, the server is ${place.version}. ` +
      'Remove the folder to start afresh.',
  );
}

// Made beside its place and moved there whole: an interrupted start leaves no half of a cluster.
async function initialise(
  { home, data }: Place,
  put: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = join(home, `draft-${randomUUID()}`);
  try {
    await put(draft);
    await rename(draft, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copy(place: Place, { data }: BlankCluster, draft: string, durable: boolean) {
  await copyCluster(data, draft);
  if (durable) await initdb(place, draft, ['--sync-only']);
}

// The builtin C.UTF-8 collation sorts the same on every machine, whatever its locales.
async function make(place: Place, draft: string, password: string, durable: boolean) {
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, password, { mode: OWNER_ONLY });
    if (place.account !== undefined) {
      await chown(passwordFile, place.account.uid, place.account.gid);
    }
    await initdb(place, draft, [
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await keepBlank(place.version, { data: draft, password });
}

async function initdb(place: Place, data: string, flags: readonly string[]): Promise<void> {
  const options = { ...place.account, cwd: '/', env: postgresEnvironment() };
  const words = [`--pgdata=${data}`, ...flags];
  await run(join(place.native, 'bin/initdb'), words, options).catch((error: unknown) => {
    throw new Error(`initdb could not make a Postgres cluster in ${data}: ${messageOf(error)}`);
  });
}
