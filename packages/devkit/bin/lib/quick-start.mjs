// Loaded before anything else into the Node programs of this repository (--import): they start in a third of
// the time. Nothing in it changes what a program does.
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { NODE_MODULES } from './repository.mjs';

// What was compiled once, TypeScript without its types included, is kept; a file that has changed is compiled again.
module.enableCompileCache?.(join(NODE_MODULES, '.cache/node'));

// For each of a program's eight hundred files Node looks for the real path of what it imports, and parses the
// package.json that it belongs to (that of drizzle-orm has 130 kB) to learn that it is a module. Of a file beside one
// that is a module, in the same package and with the same ending, both are known.
module.registerHooks?.({
  resolve: (specifier, context, next) => besides(specifier, context) ?? next(specifier, context),
});

/** @param {string} specifier @param {import('node:module').ResolveHookContext} context */
function besides(specifier, { parentURL, conditions }) {
  if (!specifier.startsWith('.') || parentURL === undefined) return undefined;
  if (!conditions?.includes('import')) return undefined;
  const format = formatOf(specifier, parentURL);
  if (format === undefined) return undefined;
  const url = new URL(specifier, parentURL);
  // of what is not there Node tells more
  return existsSync(url) ? { url: url.href, format, shortCircuit: true } : undefined;
}

/** @param {string} specifier @param {string} parentURL */
function formatOf(specifier, parentURL) {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(parentURL) ?? [];
  if (folder === undefined) {
    return specifier.endsWith('.ts') && parentURL.endsWith('.ts') ? 'module-typescript' : undefined;
  }
  const areAlike = specifier.endsWith('.js') && parentURL.endsWith('.js');
  return areAlike && isOfModules(folder) ? 'module' : undefined;
}

/** @type {Map<string, boolean>} */
const known = new Map();

/** Whether the files of a package are modules. @param {string} folder */
function isOfModules(folder) {
  let isSo = known.get(folder);
  if (isSo === undefined) {
    isSo = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).type === 'module';
    known.set(folder, isSo);
  }
  return isSo;
}
