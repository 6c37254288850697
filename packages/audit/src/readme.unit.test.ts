import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { invariants } from './invariants.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const list = invariants.map(
  ({ id, holds, name, meaning }) =>
    `| ${id}${holds === 'always' ? '★' : ''} | \`${name}\` | ${meaning} |`,
);

it('lists every check as it is', () => {
  const rows = read('../README.md')
    .split('\n')
    .filter((line) => /^\| I\d/.test(line));
  expect(rows).toEqual(list);
});

it('has a file for each check, named like it', () => {
  const files = readdirSync(join(import.meta.dirname, 'invariants'));
  expect(files.toSorted()).toEqual(invariants.map(({ name }) => `${name}.ts`).toSorted());
});

it('checks all thirteen invariants', () => {
  const ids = new Set(invariants.map(({ id }) => id));
  const all = Array.from({ length: 13 }, (_, at) => `I${at + 1}`);
  expect([...ids].toSorted()).toEqual([...all, 'I2b'].toSorted());
});
