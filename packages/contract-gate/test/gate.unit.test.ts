import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Catalogue, describeCatalogue } from '../src/catalogue/describe-catalogue.ts';
import { gate } from '../src/gate.ts';
import { readOptions } from '../src/options.ts';
import { HERE, placesIn } from '../src/places.ts';
import { shop, withEvent } from './edited-shop.ts';

const LONG_MS = 30_000;
const broken = withEvent('order.placed', ({ total: _total, ...fields }) => fields);

describe('npm run contracts', { timeout: LONG_MS }, () => {
  let root = '';
  let said: string[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'gate-'));
  });
  afterEach(async () => await rm(root, { recursive: true }));

  async function run(catalogue: Catalogue, ...args: readonly string[]): Promise<number> {
    const options = readOptions(args);
    if (options === 'help') throw new TypeError('help runs nothing');
    said = [];
    const places = { ...placesIn(root), contracts: HERE.contracts };
    return await gate(catalogue, places, options, (line) => said.push(line));
  }

  it('writes the documents, and is content with them afterwards', async () => {
    expect(await run(shop, '--check')).toBe(1);
    expect(said.at(-1)).toMatch(/^contracts: BAD, 0 broken promises, \d+ stale documents$/);
    expect(await run(shop)).toBe(0);
    expect(await run(shop, '--check')).toBe(0);
    const good = `contracts: good, ${describeCatalogue(shop).length} contracts keep what 0 releases promised`;
    expect(said.at(-1)).toContain(good);
  });

  it('records releases, one after the other', async () => {
    expect(await run(shop, '--release')).toBe(0);
    expect(said.at(-1)).toContain('recorded release 0001');
    expect(await run(shop, '--release')).toBe(0);
    expect(await readdir(placesIn(root).released)).toEqual(['0001', '0002']);
  });

  it('fails by a broken promise, names who is broken, and records no release', async () => {
    await run(shop, '--release');
    expect(await run(broken, '--release')).toBe(1);
    expect(said.join('\n')).toContain(
      'order.placed v1: removed required "total"; breaks edge, inventory',
    );
    expect(said.join('\n')).toContain('instead: leave v1 as it was and define order.placed v2');
    expect(said.at(-1)).toContain('no release was recorded');
    expect(await readdir(placesIn(root).released)).toEqual(['0001']);
  });

  it('passes what only asks for an order of rollout, and says which', async () => {
    await run(shop, '--release');
    const queries = shop.queries.map((query) =>
      query.type === 'auth.jwks' && query.result instanceof z.ZodObject
        ? { ...query, result: query.result.extend({ rotatedAt: z.string() }) }
        : query,
    );
    expect(await run({ ...shop, queries })).toBe(0);
    expect(said.join('\n')).toContain('roll auth out completely before HTTP clients, edge use it');
  });

  it('replays what was recorded', async () => {
    await run(shop, '--release');
    const file = join(placesIn(root).released, '0001', 'order.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"key": "o-1"', '"key": "o-2"'));
    expect(await run(shop)).toBe(1);
    expect(said.join('\n')).toContain('had the key o-2, and has o-1');
  });

  it('refuses a release that is not as it was recorded', async () => {
    await run(shop, '--release');
    await writeFile(join(placesIn(root).released, '0001', 'order.json'), '[{}]');
    await expect(run(shop)).rejects.toThrow(/order\.json is not as it was recorded/);
  });
});

describe('its command line', () => {
  it('explains itself, and refuses what it does not know or what contradicts itself', () => {
    expect(readOptions(['--help'])).toBe('help');
    expect(() => readOptions(['--relaese'])).toThrow(TypeError);
    expect(() => readOptions(['--check', '--release'])).toThrow(/--check writes nothing/);
  });
});
