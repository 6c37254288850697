import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { addToCache } from './cache.ts';
import { findNatsServer } from './find-nats-server.ts';

async function putProgram(folder: string, version: string): Promise<string> {
  const path = join(folder, 'nats-server');
  await mkdir(folder, { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

describe('finding nats-server', () => {
  it('takes a fit one on PATH', async () => {
    const folder = temporaryFolder();
    const path = await putProgram(folder, '2.14.3');
    const found = await findNatsServer({ environment: { PATH: `/nowhere:${folder}` } });
    expect(found).toEqual({ path, version: '2.14.3', source: 'path' });
  });

  it('refuses an old one on PATH by name and takes the newest of the cache', async () => {
    const folder = temporaryFolder();
    const path = await putProgram(join(folder, 'bin'), '2.9.10');
    const cache = join(folder, 'cache/murmuration/nats-server');
    await addToCache(cache, await putProgram(join(folder, 'a'), '2.12.1'));
    await addToCache(cache, await putProgram(join(folder, 'b'), '2.15.1'));
    const notices: string[] = [];
    const found = await findNatsServer({
      environment: { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') },
      onNotice: (line) => notices.push(line),
    });
    expect(found).toEqual({
      path: join(cache, '2.15.1/nats-server'),
      version: '2.15.1',
      source: 'cache',
    });
    expect(notices).toEqual([
      `nats-server 2.9.10 at ${path} is too old: 2.12.0 or newer is needed`,
    ]);
  });

  it('takes the one that the environment names before all others', async () => {
    const folder = temporaryFolder();
    const named = await putProgram(join(folder, 'named'), '2.13.0');
    await putProgram(join(folder, 'bin'), '2.15.1');
    const environment = { PATH: join(folder, 'bin'), MURMURATION_NATS_SERVER: named };
    const found = await findNatsServer({ environment });
    expect(found).toEqual({ path: named, version: '2.13.0', source: 'environment' });
  });

  it('does not look further when the one that the environment names will not do', async () => {
    const folder = temporaryFolder();
    const named = await putProgram(join(folder, 'named'), '2.9.10');
    await putProgram(join(folder, 'bin'), '2.15.1');
    const environment = { PATH: join(folder, 'bin'), MURMURATION_NATS_SERVER: named };
    await expect(findNatsServer({ environment })).rejects.toThrow(
      `MURMURATION_NATS_SERVER: nats-server 2.9.10 at ${named} is too old`,
    );
  });

  it('never puts an old or broken program into the cache', async () => {
    const folder = temporaryFolder();
    const old = await putProgram(join(folder, 'old'), '2.9.10');
    await expect(addToCache(join(folder, 'cache'), old)).rejects.toThrow('too old');
    const broken = join(folder, 'broken');
    await writeFile(broken, '#!/bin/sh\nexit 3\n');
    await expect(addToCache(join(folder, 'cache'), broken)).rejects.toThrow('does not run');
  });
});
