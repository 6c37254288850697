import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const QUICK_MS = 20_000;
const OUTPUT_LIMIT_BYTES = 64 * 1_024 * 1_024;

/** Runs a program at the root of the repository and returns what it has written. Throws an Error with all of that when it fails. */
export async function runAtRoot(
  command: string,
  words: readonly string[],
  timeoutMs: number,
): Promise<string> {
  const options = { cwd: ROOT, timeout: timeoutMs, maxBuffer: OUTPUT_LIMIT_BYTES };
  try {
    return (await run(command, [...words], options)).stdout;
  } catch (error) {
    const said = ['stdout', 'stderr'].map((name) => Reflect.get(Object(error), name) ?? '');
    throw new Error(`${command} ${words.join(' ')}\n${said.join('\n').trim()}`, { cause: error });
  }
}

/** Why the shop cannot be run in containers here and now; undefined when it can. */
export async function reasonNotToRun(): Promise<string | undefined> {
  if (process.env['COMPOSE'] !== 'run') {
    return 'it builds every image and takes minutes: COMPOSE=run asks for it';
  }
  try {
    await runAtRoot('docker', ['info', '--format', '{{.ServerVersion}}'], QUICK_MS);
    await runAtRoot('docker', ['compose', 'version'], QUICK_MS);
    return undefined;
  } catch (error) {
    const [, said = 'it does not run'] = String(error).split('\n');
    return `Docker with compose is not available here: ${said}`;
  }
}
