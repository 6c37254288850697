// Loaded before anything else into the Node programs of this repository (--import): they start in less than half of
// the time. Nothing in it changes what a program does.
import module from 'node:module';
import { join } from 'node:path';
import { NODE_MODULES } from './repository.mjs';

// What was compiled once, TypeScript without its types included, is kept; a file that has changed is compiled again.
module.enableCompileCache?.(join(NODE_MODULES, '.cache/node'));

// To learn that a file is a module, Node parses the package.json of its package, for each file anew. That of drizzle-orm
// has 130 kB, a hundred of its files are loaded, and all of them are modules.
module.registerHooks?.({
  resolve: (specifier, context, next) => {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || !parentURL?.includes('/node_modules/drizzle-orm/')) {
      return next(specifier, context);
    }
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
