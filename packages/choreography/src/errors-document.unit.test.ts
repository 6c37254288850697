import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const here = new URL('./', import.meta.url);

async function sources(): Promise<string> {
  const texts: string[] = [];
  const files = glob('**/*.ts', { cwd: here, exclude: (name) => name.endsWith('.test.ts') });
  for await (const file of files) texts.push(await readFile(new URL(file, here), 'utf8'));
  const contracts = new URL('../../../contracts/define/contract.ts', here);
  texts.push(await readFile(contracts, 'utf8'));
  return texts.join('\n');
}

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].toSorted();

describe('docs/errors.md', async () => {
  const code = await sources();
  const page = await readFile(new URL('../../../docs/errors.md', here), 'utf8');
  const rows = found(page, /^\| `([^`]+)` \|/gm);

  it('has a row for each class, code and reason of the code, and no other', () => {
    const classes = found(code, /class (\w+) extends Error/g).filter((n) => n !== 'RequestError');
    const codes = found(code, /code: '([a-z]+_[a-z_]+)'/g).filter((n) => n !== 'unknown_field');
    const reasons = found(code, /reason: '(\w+)'(?: \| '\w+')*[,;]/g);
    const answers = found(code, /RequestError\(\s*(\d+)/g);
    const all = new Set([...classes, ...codes, ...reasons, 'exhausted', ...answers, '500']);
    expect(rows).toEqual([...all].toSorted());
  });
});
