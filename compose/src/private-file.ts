import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;
const OWNERS_FOLDER = 0o700;
/** A container reads it as some other user. On this machine the folder around it keeps others away. */
const FOR_CONTAINERS = 0o644;

/** Makes a folder that only its owner can look into. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNERS_FOLDER });
  await chmod(path, OWNERS_FOLDER);
}

/** Writes a file that only its owner can read. */
export const writePrivateFile = (path: string, text: string): Promise<void> =>
  replace(path, text, OWNER_ONLY);

/** Writes a file that is mounted into a container; it has to stand below a private folder. */
export const writeMountedFile = (path: string, text: string): Promise<void> =>
  replace(path, text, FOR_CONTAINERS);

// A reader sees the old text or the new one, never a part.
async function replace(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, text, { mode });
  await rename(draft, path);
}
