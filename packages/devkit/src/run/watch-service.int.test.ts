import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { waitUntil } from '../processes/wait-until.ts';
import { testRunId } from '../testing/run-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { envFilePath, formatEnvFile } from './env-file.ts';
import { logPath } from './run-context.ts';
import { watchService } from './watch-service.ts';
import { writePrivateFile } from './write-private-file.ts';

const LIMIT_MS = 60_000;

// Says how often it gets SIGTERM, and ends a moment after the first.
const STEADY = `
  let count = 0;
  process.on('SIGTERM', () => {
    count += 1;
    if (count === 1) setTimeout(() => { console.log('terms', count); process.exit(0); }, 300);
  });
  setInterval(() => {}, 1000);
  console.log('up', process.env.GREETING, process.env.LOG_LEVEL, process.pid);
`;

async function startWatching(script: string) {
  const root = temporaryFolder();
  const directory = join(root, 'services/order');
  await mkdir(join(directory, 'src'), { recursive: true });
  await writeFile(join(directory, 'src/main.ts'), script);
  const variables = { GREETING: 'from the file', LOG_LEVEL: 'info' };
  await writePrivateFile(envFilePath(root, 'order'), formatEnvFile(variables));
  const stopping = new AbortController();
  const { signal } = stopping;
  const over = watchService({ root, runId: testRunId(), name: 'order', directory, signal });
  onTestFinished(async () => {
    stopping.abort();
    await over;
  });
  const log = async () => await readFile(logPath(root, 'order'), 'utf8').catch(() => '');
  const logged = async (pattern: RegExp) =>
    await waitUntil(async () => pattern.test(await log()), LIMIT_MS);
  return { directory, stopping, over, log, logged };
}

async function idFrom(text: string): Promise<number> {
  const ids = [...text.matchAll(/^up .* (\d+)$/gm)];
  return Number(ids.at(-1)?.[1]);
}

describe('a watched service', () => {
  it('gets its environment from its file and one signal to stop', async () => {
    const { stopping, over, log, logged } = await startWatching(STEADY);
    expect(await logged(/^up from the file info \d+$/m)).toBe(true);
    stopping.abort();
    await over;
    expect(await log()).toMatch(/^terms 1$/m);
  });

  it('is started again when it was killed', async () => {
    const { log, logged } = await startWatching(STEADY);
    await logged(/^up /m);
    const first = await idFrom(await log());
    process.kill(first, 'SIGKILL');
    expect(await logged(/crashed: starting it again[^]*^up /m)).toBe(true);
    expect(await idFrom(await log())).not.toBe(first);
  });

  it('is started again whenever a source changes, written in place or put in the place of another', async () => {
    const { directory, logged } = await startWatching(STEADY);
    await logged(/^up /m);
    const main = join(directory, 'src/main.ts');
    for (const version of [1, 2, 3]) {
      const beside = join(directory, `src/main.ts.${version}`);
      await writeFile(beside, `console.log('v${version}');${STEADY}`);
      await rename(beside, main);
      expect(await logged(new RegExp(`^v${version}\\n.*up`, 'm'))).toBe(true);
    }
    await writeFile(main, `console.log('v4');${STEADY}`);
    expect(await logged(/^v4$/m)).toBe(true);
  });

  it('can be stopped while it lies crashed', async () => {
    const { stopping, over, logged } = await startWatching(`throw new Error('broken')`);
    expect(await logged(/\[dev\] crashed/)).toBe(true);
    stopping.abort();
    await expect(over).resolves.toBeUndefined();
  });
});
