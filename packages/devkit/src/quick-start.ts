import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PRELOADED = join(import.meta.dirname, '../bin/lib/quick-start.mjs');

/** Words for Node, before the file that it runs, with which it starts a program of this repository in less than half of the time. */
export const quickStart: readonly string[] = [`--import=${pathToFileURL(PRELOADED).href}`];
