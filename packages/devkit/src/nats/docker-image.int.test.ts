import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { fetchFromDocker } from './docker-image.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a `docker` first on the PATH that notes its calls and whose image has a nats-server in one place. */
async function fakeDocker(
  place: string,
): Promise<{ folder: string; calls: () => Promise<string> }> {
  const folder = temporaryFolder();
  const notes = join(folder, 'calls');
  const script = `#!/bin/sh
echo "$*" >> ${notes}
case "$1 $3" in
  create*) echo "Pulling from library/nats"; echo c0ffee ;;
  "cp c0ffee:${place}") printf '#!/bin/sh\\necho "nats-server: v2.15.1"\\n' > "$4" ;;
  rm*) ;;
  *) echo "no such file" >&2; exit 1 ;;
esac
`;
  await writeFile(join(folder, 'docker'), script);
  await chmod(join(folder, 'docker'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  return { folder, calls: () => readFile(notes, 'utf8') };
}

describe.runIf(process.platform === 'linux')('nats-server from the Docker image', () => {
  it('is copied into the cache, and the container is removed', async () => {
    const { folder, calls } = await fakeDocker('/usr/local/bin/nats-server');
    const cache = join(folder, 'cache');
    const found = await fetchFromDocker(cache);
    expect(found).toEqual({ path: join(cache, '2.15.1/nats-server'), version: '2.15.1' });
    expect(await calls()).toMatch(/rm --force c0ffee\n$/);
  });

  it('says when the image has none, and removes the container all the same', async () => {
    const { folder, calls } = await fakeDocker('/elsewhere');
    await expect(fetchFromDocker(join(folder, 'cache'))).rejects.toThrow(
      'Docker: nats:2.15-alpine has no nats-server in it',
    );
    expect(await calls()).toMatch(/rm --force c0ffee\n$/);
  });
});
