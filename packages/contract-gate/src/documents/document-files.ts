import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Documents } from './render-documents.ts';

/** The generated documents that are not as they should be: other, missing, or left over. */
export async function staleDocuments(
  folder: string,
  documents: Documents,
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [path, text] of documents) {
    const found = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (found !== text) stale.push(path);
  }
  for await (const path of glob(['asyncapi.yaml', 'schemas/**/*.json'], { cwd: folder })) {
    if (!documents.has(path)) stale.push(path);
  }
  return stale.toSorted();
}

/** Brings the generated documents up to date, and removes those of contracts that are no more. Returns what it has changed. */
export async function writeDocuments(
  folder: string,
  documents: Documents,
): Promise<readonly string[]> {
  const stale = await staleDocuments(folder, documents);
  for (const path of stale) {
    const text = documents.get(path);
    const file = join(folder, path);
    if (text === undefined) await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  return stale;
}
