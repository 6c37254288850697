// Loaded into a service before anything else (NODE_OPTIONS=--import): makes it a build with bugs, for as long as the file that lists them is there.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bug } from './bug.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const list = process.env['FAULTY_BUILD'] ?? '';
const bugs: readonly Bug[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
const byModule = Map.groupBy(bugs, ({ file }) => pathToFileURL(join(ROOT, file)).href);

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    const its = byModule.get(url);
    if (its === undefined) return loaded;
    const { source } = loaded;
    if (source == null) throw new TypeError(`${url} has no source to put a bug into`);
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
    return { ...loaded, source: its.reduce(withBug, text) };
  },
});

/** Fails when the program has changed: a bug that is not there would prove nothing. */
function withBug(text: string, { file, right, wrong }: Bug): string {
  const times = text.split(right).length - 1;
  if (times !== 1) {
    throw new Error(`${file} has this ${times} times instead of once: ${right}`);
  }
  return text.replace(right, () => wrong);
}
