import { watch } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Where definitions and contracts are. */
const FOLDERS = ['contracts', 'services'];
const SOURCE = /\.ts$/;
const TEST = /\.(test|examples|fixtures)\.ts$|[/\\](test|node_modules)[/\\]/;
/** Editors write a file more than once, and who saves one file often saves another. */
const SETTLING_MS = 500;

/** Whether a file, seen from its folder, can have a part in what a definition says. */
export function isOfDefinitions(file: string): boolean {
  return SOURCE.test(file) && !TEST.test(file);
}

/**
 * Calls `changed` after sources of definitions and contracts were written, one call at a time, until `signal` is aborted. What it throws is dropped: a file in the
 * middle of an edit is followed by another.
 */
export async function followDefinitions(
  root: string,
  signal: AbortSignal,
  changed: () => Promise<unknown>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const work = (): void => {
    working = working.then(changed).then(
      () => undefined,
      () => undefined,
    );
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  for (const folder of FOLDERS) {
    const directory = join(root, folder);
    const isThere = await access(directory).then(
      () => true,
      () => false,
    );
    if (!isThere || signal.aborted) continue;
    const watcher = watch(directory, { recursive: true, signal }, (_, file) => {
      if (file === null || !isOfDefinitions(file)) return;
      clearTimeout(timer);
      timer = setTimeout(work, SETTLING_MS);
    });
    // a folder that is removed under the run is no reason to end it
    watcher.on('error', () => undefined);
  }
}
