import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_MODULES, ROOT } from './repository.mjs';
import { reportStep } from './report.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(NODE_MODULES, '.murmuration-lock');
// npm's own note of what it has installed.
const NPM_NOTE = join(NODE_MODULES, '.package-lock.json');
const SHOWN_LINES = 30;

/**
 * Installs the dependencies unless those of the present package-lock.json are there. No network when they are.
 * @param {{ quiet?: boolean }} options quiet: says nothing when there is nothing to do
 */
export async function ensureDependencies({ quiet = false } = {}) {
  const began = performance.now();
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (readOrEmpty(STAMP) === wanted || isInstalledByHand()) {
    writeStamp(wanted);
    if (!quiet) reportStep('dependencies', 'up to date', began);
    return;
  }
  console.log('  dependencies     installing …');
  await install();
  writeStamp(wanted);
  reportStep('dependencies', 'installed', began);
}

function isInstalledByHand() {
  const installed = statSync(NPM_NOTE, { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(LOCK).mtimeMs;
}

/** @param {string} hash */
function writeStamp(hash) {
  if (readOrEmpty(STAMP) === hash) return;
  try {
    writeFileSync(STAMP, hash);
  } catch {
    // Somebody else's node_modules: it is looked at again the next time.
  }
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// Not `npm ci`: that one refuses a lock without the programs for other platforms, which a registry may not have. With
// --no-save the lock is followed and stays as it is. No package of this repository needs its install script.
async function install() {
  const words = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = spawn('npm', words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    npm.once('error', (error) => resolve(error.message));
    npm.once('close', resolve);
  });
  if (code === 0) return;
  console.error(output.trim().split('\n').slice(0, SHOWN_LINES).join('\n'));
  console.error(`The dependencies could not be installed: npm install ended with ${code}.`);
  process.exit(1);
}
