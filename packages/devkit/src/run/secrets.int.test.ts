import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateDirectory } from '../repository.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { ensureSecrets, secretNamed } from './secrets.ts';

describe('the secrets of a checkout', () => {
  it('are made once and kept, for their owner only', async () => {
    const root = temporaryFolder();
    const first = await ensureSecrets(root, ['nats', 'key:personal-data']);
    const second = await ensureSecrets(root, ['nats', 'key:personal-data', 'role:order']);
    expect(second).toEqual({ ...first, 'role:order': expect.any(String) });
    expect((await stat(join(stateDirectory(root), 'secrets.json'))).mode & 0o077).toBe(0);
  });

  it('are keys of 32 bytes in base64 where they are named so', async () => {
    const secrets = await ensureSecrets(temporaryFolder(), ['nats', 'key:personal-data']);
    const key = secretNamed(secrets, 'key:personal-data');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(Buffer.from(key, 'base64').toString('base64')).toBe(key);
    expect(secretNamed(secrets, 'nats')).toMatch(/^[0-9a-f]{48}$/);
  });

  it('that nobody asked for are not there', () => {
    expect(() => secretNamed({}, 'nats')).toThrow('There is no secret named nats.');
  });
});
