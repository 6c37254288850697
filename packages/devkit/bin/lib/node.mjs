import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NODE_MODULES, ROOT } from './repository.mjs';

const OLDEST_MAJOR = 24;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const QUICK_START = pathToFileURL(join(import.meta.dirname, 'quick-start.mjs')).href;

/** The Node that the repository brings along, or the one that runs this when it is new enough. */
export function findNode() {
  const brought = join(NODE_MODULES, `node-${process.platform}-${process.arch}`, 'bin/node');
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath;
  console.error(
    `Node ${OLDEST_MAJOR} or newer is needed; this is ${process.versions.node}, and none comes with the ` +
      `dependencies for ${process.platform} on ${process.arch}. Install it and try again.`,
  );
  process.exit(1);
}

/** The environment with the repository's own programs, and its Node, first on the PATH; Node programs start quickly in it. */
export function repositoryEnvironment() {
  const path = [join(NODE_MODULES, '.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return {
    ...process.env,
    PATH: path,
    NODE_OPTIONS: nodeOptions(process.env.NODE_OPTIONS),
    TURBO_TELEMETRY_DISABLED: '1',
  };
}

function nodeOptions(given = '') {
  return given.includes(QUICK_START) ? given : `${given} --import=${QUICK_START}`.trim();
}

/**
 * Runs a program in this terminal, passes signals on to it, and ends as it does.
 * @param {string} command
 * @param {readonly string[]} words
 * @param {string} [directory]
 * @returns {Promise<number>} its exit code
 */
export async function runHere(command, words, directory = ROOT) {
  const child = spawn(command, words, {
    cwd: directory,
    env: repositoryEnvironment(),
    stdio: 'inherit',
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command} does not run: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a program with its output held back. @param {string} command @param {readonly string[]} words */
export async function runQuietly(command, words) {
  const child = spawn(command, words, {
    cwd: ROOT,
    env: repositoryEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { isGood: code === 0, output: output.trim() };
}
