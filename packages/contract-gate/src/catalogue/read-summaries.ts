import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DEFINITION =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+ = define\w+\(\s*(?:\{\s*type: )?'([^']+)'/g;

/** The docstrings above the contracts, by type: what a contract is for stands there, and nowhere else. */
export async function readSummaries(folder: string): Promise<ReadonlyMap<string, string>> {
  const summaries = new Map<string, string>();
  for await (const file of glob('*/*.ts', { cwd: folder })) {
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, comment = '', type = ''] of text.matchAll(DEFINITION)) {
      summaries.set(type, inOneLine(comment));
    }
  }
  return summaries;
}

const inOneLine = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
