#!/usr/bin/env node
import { join, resolve } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNode, runHere } from './lib/node.mjs';

const [file, ...words] = process.argv.slice(2);
if (file === undefined || file === '--help' || file === '-h') {
  console.log(
    'run.mjs <file.ts> [words]\n\nInstalls what is missing, then runs a TypeScript file with Node 24.',
  );
  process.exit(file === undefined ? 1 : 0);
}
await ensureDependencies({ quiet: true });
const program = join(import.meta.dirname, 'lib/run-file.mjs');
process.exitCode = await runHere(findNode(), [program, resolve(file), ...words], process.cwd());
