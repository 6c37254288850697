// Loaded into a service before anything else (NODE_OPTIONS=--import). Puts modules of tests in the place of a few of the service's own.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { setClock } from './clock.ts';
import { edited } from './edit-source.ts';
import { editsOf } from './edits.ts';
import { ROOT } from './root.ts';

const REACH = pathToFileURL(join(ROOT, 'packages/choreography/src/failpoints/reach.ts')).href;
const REPLACEMENT = pathToFileURL(join(import.meta.dirname, 'reach.ts')).href;

setClock(Number(process.env['CLOCK_SKEW_MS'] ?? '0'));
const edits = editsOf(process.env);

// By loading, and not by resolving: whoever has registered after this may have resolved already.
registerHooks({
  load: (url, context, next) => {
    if (url === REACH) {
      const source = `export * from ${JSON.stringify(REPLACEMENT)};`;
      return { format: 'module', source, shortCircuit: true };
    }
    const loaded = next(url, context);
    return edits.has(url) ? { ...loaded, source: edited(url, loaded.source, edits) } : loaded;
  },
});
