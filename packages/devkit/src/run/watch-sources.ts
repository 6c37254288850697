import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface SourceWatch {
  /** Resolves when a source has changed, and what was written together with it is there. */
  readonly changed: Promise<void>;
  close(): void;
}

/** Files that are written together count as one change. */
const SETTLING_MS = 100;
const OWN_SCOPE = '@murmuration/';

/**
 * Watches the sources of a workspace package and of all others that it depends on. Folders are watched, not files: many editors write another file and put it in the place of the
 * first, and whoever watches that one (as `node --watch` does on Linux) hears of nothing any more.
 */
export async function watchSources(directory: string): Promise<SourceWatch> {
  const { promise: changed, resolve } = Promise.withResolvers<void>();
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const hear = (_: string, file: string | null): void => {
    if (file === null || !isSource(file)) return;
    clearTimeout(timer);
    timer = setTimeout(resolve, SETTLING_MS);
  };
  for (const folder of await sourceFolders(directory)) {
    const watcher = watch(folder, hear);
    // a folder that is removed is no reason to end
    watcher.on('error', () => undefined);
    watchers.push(watcher);
  }
  return {
    changed,
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

const isSource = (file: string): boolean => file.endsWith('.ts') && !file.endsWith('.test.ts');

async function sourceFolders(directory: string): Promise<readonly string[]> {
  const packages = new Set<string>();
  await collectPackages(await realpath(directory), packages);
  const folders = await Promise.all([...packages].map(foldersOf));
  return folders.flat();
}

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The folders of a package and of those of this repository that it depends on, however remotely. */
async function collectPackages(directory: string, found: Set<string>): Promise<void> {
  if (found.has(directory)) return;
  found.add(directory);
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '{}');
  const { dependencies } = manifest.parse(JSON.parse(text));
  for (const name of Object.keys(dependencies)) {
    if (name.startsWith(OWN_SCOPE)) await collectPackages(await packageFolder(name), found);
  }
}

/** npm links the packages of a workspace into its `node_modules`. */
const packageFolder = async (name: string): Promise<string> =>
  await realpath(join(import.meta.dirname, '../../../../node_modules', name));

/** A package's folders with sources: all of them but those of its tests and of what it has installed. */
async function foldersOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !LEFT_OUT.has(entry.name));
  const below = await Promise.all(folders.map(({ name }) => foldersOf(join(directory, name))));
  return [directory, ...below.flat()];
}

const LEFT_OUT = new Set(['node_modules', 'test', 'migrations', '.turbo', 'dist']);
