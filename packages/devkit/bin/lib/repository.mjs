import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this checkout. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
export const NODE_MODULES = join(ROOT, 'node_modules');
