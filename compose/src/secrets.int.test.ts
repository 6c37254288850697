import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secrets } from './secrets.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'murmuration-secrets-'));
  path = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true }));

async function all(secrets: Secrets): Promise<readonly string[]> {
  const made = [secrets.password('a'), secrets.key('k'), secrets.issuerSeed()];
  return [...made, await secrets.hashOf('a')];
}

it('keeps what it has made, where only the owner reads it', async () => {
  const secrets = await Secrets.open(path);
  const made = await all(secrets);
  await secrets.save();
  expect(await all(await Secrets.open(path))).toEqual(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('takes over those that somebody has put there', async () => {
  await writeFile(path, '{"personal-data-key":"from a vault","of another":"kept"}');
  const secrets = await Secrets.open(path);
  expect(secrets.key('personal-data-key')).toBe('from a vault');
  await secrets.save();
  expect(JSON.parse(await readFile(path, 'utf8'))).toHaveProperty('of another', 'kept');
});

it('does not begin anew when the file cannot be read', async () => {
  await writeFile(path, '{"personal-data-key":');
  await expect(Secrets.open(path)).rejects.toThrow();
  await writeFile(path, '[]');
  await expect(Secrets.open(path)).rejects.toThrow();
});
