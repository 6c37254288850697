import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { orderPlaced } from '@murmuration/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildDocument } from '../src/asyncapi/build-document.ts';
import { HERE } from '../src/places.ts';
import { shop } from './edited-shop.ts';

const PARSING_MS = 60_000;
const ERROR_OR_WARNING = 1;
const committed = readFileSync(join(HERE.documents, 'asyncapi.yaml'), 'utf8');

/** What the official parser has to say of a document, but for advice. */
async function complaints(text: string): Promise<readonly string[]> {
  const diagnostics = await new Parser().validate(text);
  return diagnostics
    .filter(({ severity }) => severity <= ERROR_OR_WARNING)
    .map(({ code, message }) => `${code}: ${message}`);
}

describe('the AsyncAPI document, to the official parser', { timeout: PARSING_MS }, () => {
  it('is valid', async () => {
    expect(await complaints(committed)).toEqual([]);
  });

  const few = { ...shop, commands: [], queries: [], requests: [], events: [orderPlaced] };
  const small = JSON.stringify(buildDocument(few, new Map()));

  it('is valid with a single contract', async () => {
    expect(await complaints(small)).toEqual([]);
  });

  it.each([
    ['an action that there is not', '"receive"', '"overhear"'],
    ['a type that there is not', '"type":"integer"', '"type":"decimal"'],
    ['a reference that leads nowhere', '"#/channels/event.order.placed"', '"#/channels/none"'],
  ])('is not valid with %s', async (_, sound, spoilt) => {
    expect(await complaints(small.replace(sound, spoilt))).not.toEqual([]);
  });
});

const operation = z.object({
  action: z.enum(['send', 'receive']),
  channel: z.object({ $ref: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
});
const message = z.looseObject({
  payload: z.record(z.string(), z.unknown()),
  examples: z.array(z.object({ payload: z.unknown() })).default([]),
});
const document = z
  .object({
    operations: z.record(z.string(), operation),
    components: z.object({ messages: z.record(z.string(), message) }),
  })
  .parse(parse(committed));

const partiesOn = (channel: string, action: string): readonly string[] =>
  Object.values(document.operations)
    .filter((each) => each.channel.$ref === `#/channels/${channel}` && each.action === action)
    .flatMap(({ tags }) => tags.map(({ name }) => name));

describe('the AsyncAPI document', () => {
  it('says who tells an event and who hears it', () => {
    expect(partiesOn('event.order.placed', 'send')).toEqual(['order']);
    expect(partiesOn('event.order.placed', 'receive')).toEqual(['edge', 'inventory']);
  });

  it('lets customers send on subjects of their own, and programs on the common one', () => {
    expect(partiesOn('own-command.order.place', 'send')).toEqual(['customers', 'operators']);
    expect(partiesOn('command.order.place', 'send')).toEqual(['trusted programs']);
    expect(partiesOn('command.inventory.restock', 'receive')).toEqual(['inventory']);
  });

  it('describes the messages of every contract', () => {
    const { events, commands, queries, requests } = shop;
    const names = [...events, ...commands, ...queries, ...requests].map(({ name }) => name);
    const answers = [...queries, ...requests].map(({ name }) => `${name}.answer`);
    expect(Object.keys(document.components.messages).toSorted()).toEqual(
      [...names, ...answers, 'command.outcome.v1'].toSorted(),
    );
  });

  // the parser looks at examples in documents of version 2 only
  it('has examples that fit', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    // said by contentEncoding too, and checked by neither
    ajv.addFormat('base64', true);
    const messages = Object.values(document.components.messages);
    const wrong = messages.flatMap(({ payload, examples, ['name']: name }) => {
      const fits = ajv.compile(payload);
      return examples.flatMap((example) => (fits(example.payload) ? [] : [name]));
    });
    expect(wrong).toEqual([]);
    expect(messages.filter(({ examples }) => examples.length === 0)).toHaveLength(1);
  });

  it('marks personal data', () => {
    expect(document.components.messages['auth.register.v1']).toMatchObject({
      'x-personal-data': ['$.email', '$.password', '$.name'],
    });
  });
});
