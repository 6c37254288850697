import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder under the machine's folder for temporary files. */
export async function temporaryDirectory(name: string): Promise<string> {
  return await mkdtemp(join(tmpdir(), `murmuration-${name}-`));
}

/** Removes a folder with all that is in it. */
export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}
