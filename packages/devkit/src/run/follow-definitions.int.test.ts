import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { waitUntil } from '../processes/wait-until.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { followDefinitions } from './follow-definitions.ts';

const LIMIT_MS = 10_000;

it('tells of a changed definition once, and goes on after a failure', async () => {
  const root = temporaryFolder();
  const source = join(root, 'services/order/src');
  await mkdir(source, { recursive: true });
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  let calls = 0;
  await followDefinitions(root, ended.signal, async () => {
    calls++;
    throw new Error('a file in the middle of an edit');
  });
  await writeFile(join(source, 'service.ts'), '1');
  await writeFile(join(source, 'service.ts'), '2');
  expect(await waitUntil(async () => calls > 0, LIMIT_MS)).toBe(true);
  await writeFile(join(source, 'another.ts'), '1');
  expect(await waitUntil(async () => calls > 1, LIMIT_MS)).toBe(true);
  expect(calls).toBe(2);
});
