import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeSmallDisk, whyNoSmallDisk } from './small-disk.ts';

const reason = await whyNoSmallDisk();

describe('a small disk', () => {
  it.runIf(reason === undefined)('has no room when it is full, and room again', async () => {
    const disk = await makeSmallDisk(4);
    const file = join(disk.directory, 'file');
    await writeFile(file, 'kept');
    await disk.fill();
    await expect(writeFile(join(disk.directory, 'other'), 'x'.repeat(5_000))).rejects.toThrow(
      'ENOSPC',
    );
    expect(await readFile(file, 'utf8')).toBe('kept');
    await disk.free();
    await writeFile(file, 'x'.repeat(5_000));
    await disk.remove();
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it.runIf(reason !== undefined)('says why it cannot be had', () => {
    expect(reason).toMatch(/root|mount/);
  });
});
