import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const SCRIPT = new URL('../../../docs/walkthrough.mjs', import.meta.url);
const README = new URL('../../../README.md', import.meta.url);

test('the README tells the walkthrough in lines of its own, in their order', async () => {
  const readme = await readFile(README, 'utf8');
  const [, told = ''] = /## Walk through it[^]*?```js\n([^]*?)```/.exec(readme) ?? [];
  const lines = (await readFile(SCRIPT, 'utf8')).split('\n').values();
  const missing = told
    .split('\n')
    .filter((line) => line !== '' && !lines.some((own) => own === line));
  expect(told).toContain('placeOrder');
  expect(missing).toEqual([]);
});
