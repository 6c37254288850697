import { resolve } from 'node:path';

/** The root folder of this checkout. */
export const ROOT = resolve(import.meta.dirname, '../../../..');
