import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { personal, personalFields } from './personal.ts';

const email = () => personal(z.string());

describe('the personal fields of a schema', () => {
  it('are those that are marked, and no others', () => {
    const schema = z.object({ orderId: z.string(), email: email() });
    expect(personalFields(schema)).toEqual(['email']);
    expect(personalFields(z.object({ orderId: z.string() }))).toEqual([]);
  });

  it.each([
    ['optional', email().optional()],
    ['nullable', email().nullable()],
    ['nullable and optional', email().nullable().optional()],
    ['filled in by default', email().default('')],
    ['read only', email().readonly()],
    ['one of a union', z.union([z.number(), email()])],
    ['the items of a list', z.array(email())],
    ['the items of a list that may be absent', z.array(email()).optional()],
    ['marked around its wrapper', personal(z.string().optional())],
    ['a marked object', personal(z.object({ at: z.string() }))],
  ])('include a field that is %s', (_how, field) => {
    expect(personalFields(z.object({ plain: z.string(), contact: field }))).toEqual(['contact']);
  });

  it.each([
    ['an object', z.object({ email: email() })],
    ['an optional object', z.object({ email: email() }).optional()],
    ['a list of objects', z.array(z.object({ email: email() }))],
    ['a union of objects', z.union([z.object({ id: z.string() }), z.object({ email: email() })])],
    [
      'a discriminated union',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('guest'), email: email() }),
        z.object({ kind: z.literal('customer'), id: z.string() }),
      ]),
    ],
  ])('are found inside %s, by their own name', (_where, outer) => {
    expect(personalFields(z.object({ outer }))).toEqual(['email']);
  });

  it('are named once, wherever they stand', () => {
    const person = z.object({ email: email() });
    expect(personalFields(z.object({ buyer: person, receiver: person }))).toEqual(['email']);
  });
});
