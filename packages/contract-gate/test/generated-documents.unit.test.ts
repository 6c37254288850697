import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, events } from '@murmuration/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSummaries } from '../src/catalogue/read-summaries.ts';
import { staleDocuments, writeDocuments } from '../src/documents/document-files.ts';
import { renderDocuments } from '../src/documents/render-documents.ts';
import { HERE } from '../src/places.ts';
import { shop } from './edited-shop.ts';

const documents = renderDocuments(shop, await readSummaries(HERE.contracts));

describe('the JSON Schemas', () => {
  const ajv = new Ajv2020({ strictSchema: true, allowUnionTypes: true });
  ajv.addVocabulary(['x-personal-data', 'x-rules']);
  addFormats.default(ajv);

  it.each([...events, ...commands])(
    'of $name take its examples, also with more in them',
    (contract) => {
      const text = documents.get(`schemas/${contract.context}/${contract.name}.json`) ?? '';
      const validate = ajv.compile(JSON.parse(text));
      for (const example of contract.examples) {
        expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
        expect(validate({ ...Object(example), addedLater: 1 })).toBe(true);
        expect(validate({})).toBe(false);
      }
    },
  );

  it('are all of draft 2020-12', () => {
    for (const [path, text] of documents) {
      if (path === 'asyncapi.yaml') continue;
      expect(JSON.parse(text)).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
      });
    }
  });
});

describe('the generated documents', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'));
    await writeDocuments(folder, documents);
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  it('are up to date once they are written', async () => {
    expect(await staleDocuments(folder, documents)).toEqual([]);
    expect(await writeDocuments(folder, documents)).toEqual([]);
  });

  it('are stale when edited, lost, or left over', async () => {
    await writeFile(join(folder, 'asyncapi.yaml'), 'asyncapi: 3.1.0\n');
    await rm(join(folder, 'schemas/order/order.placed.v1.json'));
    await writeFile(join(folder, 'schemas/order/order.thought-of.v1.json'), '{}');
    expect(await staleDocuments(folder, documents)).toEqual([
      'asyncapi.yaml',
      'schemas/order/order.placed.v1.json',
      'schemas/order/order.thought-of.v1.json',
    ]);
    await writeDocuments(folder, documents);
    expect(await staleDocuments(folder, documents)).toEqual([]);
  });

  it('say what the docstrings of the contracts say', async () => {
    const text = await readFile(join(folder, 'schemas/order/order.placed.v1.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      description: 'An order came to be; it waits for stock and for money.',
    });
  });

  it('are committed as the contracts say', async () => {
    expect(await staleDocuments(HERE.documents, documents)).toEqual([]);
  });
});
