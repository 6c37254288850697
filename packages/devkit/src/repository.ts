import { join, resolve } from 'node:path';

/** The root folder of this checkout. */
export const REPOSITORY_ROOT = resolve(import.meta.dirname, '../../..');

/** The git-ignored folder with everything that a local run keeps. */
export function stateDirectory(root: string = REPOSITORY_ROOT): string {
  return join(root, '.murmuration');
}
