import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emitSchema } from './emit-schema.ts';
import { readSchema, UnreadableSchema } from './read-schema.ts';

describe('what the comparison does not know', () => {
  it.each([
    ['a pattern of names', { type: 'object', patternProperties: {} }],
    ['a closed model', { type: 'object', additionalProperties: false }],
    ['multiples', { type: 'integer', multipleOf: 5 }],
    ['a conjunction', { type: 'string', allOf: [{ pattern: 'a' }, { pattern: 'b' }] }],
    ['a reference', { $ref: '#/$defs/order' }],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['a type of its own', { type: 'decimal' }],
    ['a choice beside other demands', { type: 'string', anyOf: [{ type: 'string' }] }],
    ['exactly one of what overlaps', { oneOf: [{ type: 'string' }, { type: 'string' }] }],
  ])('is refused aloud: %s', (_, schema) => {
    expect(() => readSchema(schema)).toThrow(UnreadableSchema);
  });

  it('is refused with its place', () => {
    const schema = { type: 'object', properties: { lines: { type: 'array', items: { not: {} } } } };
    expect(() => readSchema(schema)).toThrow(/\$\.lines\[\]: Unrecognized key: "not"/);
  });

  it.each([
    ['a transformation', z.object({ id: z.string().transform((text) => text.length) })],
    ['a record', z.object({ notes: z.record(z.string(), z.string()) })],
    ['a date', z.object({ at: z.date() })],
  ])('is refused when a contract is made with %s', (_, schema) => {
    expect(() => emitSchema(schema)).toThrow();
  });
});

describe('what is emitted of a contract', () => {
  it('says its formats by name, without the patterns of the library', () => {
    const schema = z.object({ at: z.iso.datetime(), id: z.uuid(), mail: z.email() });
    expect(emitSchema(schema)['properties']).toEqual({
      at: { type: 'string', format: 'date-time', pattern: 'Z$' },
      id: { type: 'string', format: 'uuid' },
      mail: { type: 'string', format: 'email' },
    });
  });

  it('names the rules that no schema says', () => {
    const even = z.int().refine((count) => count % 2 === 0, { params: { code: 'odd' } });
    const schema = z.object({ count: even, name: z.string().trim() });
    expect(emitSchema(schema)['properties']).toMatchObject({
      count: { 'x-rules': ['odd'] },
      name: { 'x-rules': ['normalised'] },
    });
  });

  it('tells apart members of a union by a literal', () => {
    const schema = z.discriminatedUnion('status', [
      z.object({ status: z.literal('accepted'), id: z.string() }),
      z.object({ status: z.literal('rejected'), why: z.string() }),
    ]);
    expect(readSchema(emitSchema(schema)).map(({ kind }) => kind)).toEqual(['object', 'object']);
  });
});
