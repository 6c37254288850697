#!/usr/bin/env node
// Plain JavaScript, so that the host's own Node can run it, however old: it hands over to the repository's Node 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '../src/main.ts');
const quickStart = new URL('../../devkit/bin/lib/quick-start.mjs', import.meta.url).href;

if (isNewEnough()) {
  await import(quickStart);
  await import('../src/main.ts');
} else handOver();

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= NEEDED;
}

function handOver() {
  const node = findNode(here);
  if (node === undefined) {
    console.error(
      `murmur needs Node ${NEEDED}, this is ${process.versions.node}. Run npm install in the repository, which brings it.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [`--import=${quickStart}`, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both; the others have to be passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

/** The Node that npm install has put beside the other programs of the repository. */
function findNode(from) {
  const candidate = join(from, 'node_modules/.bin/node');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  return parent === from ? undefined : findNode(parent);
}
