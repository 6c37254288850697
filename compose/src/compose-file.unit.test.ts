import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const compose = read('compose.yaml');
const example = read('.env.example');
const named = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();

it('has every program of services/ in it', () => {
  const folders = readdirSync(join(import.meta.dirname, '../../services'));
  const missing = folders.filter((name) => !compose.includes(`WORKSPACE: services/${name} `));
  expect(missing).toEqual([]);
});

it('has a line in .env.example for every variable that it or the generator reads, and for no other', () => {
  const ofCompose = named(compose, /\$\{([A-Z_]+)/g);
  const ofGenerator = named(read('src/settings.ts'), /^ {4}([A-Z_]+): /gm);
  const passedOn = ['NPM_CONFIG_REGISTRY'];
  const known = [...new Set([...ofCompose, ...ofGenerator, ...passedOn])].toSorted();
  expect(named(example, /^#([A-Z_]+)=/gm)).toEqual(known);
});

it('shows in .env.example the values that hold when nothing is said', () => {
  const usual = [...compose.matchAll(/\$\{([A-Z_]+):-([^}]+)\}/g)];
  const different = usual.filter(([, name, value]) => !example.includes(`#${name}=${value}\n`));
  expect(different.map(([text]) => text)).toEqual([]);
});
