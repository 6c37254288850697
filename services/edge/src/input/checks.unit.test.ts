import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';
import { checked } from './checks.ts';

const schema = z.object({
  email: z.string().trim().toLowerCase(),
  address: z.object({ city: z.string() }).optional(),
  lines: z.array(z.object({ sku: z.string() })).default([]),
  labels: z.record(z.string(), z.string()).optional(),
});

function fieldsOf(body: unknown): readonly string[] {
  try {
    checked(schema, body);
  } catch (error) {
    if (error instanceof ProblemError) return (error.errors ?? []).map(({ field }) => field);
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a body', () => {
  it('is refused when it is nested without end', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(fieldsOf(JSON.parse(`{"email":"a","more":${deep}}`))).toContain('$');
  });

  it('is read as its schema says', () => {
    expect(checked(schema, { email: ' Ada@Example.com ', labels: { a: 'b' } })).toEqual({
      email: 'ada@example.com',
      lines: [],
      labels: { a: 'b' },
    });
  });

  it.each<[unknown, readonly string[]]>([
    [{ email: 'a', roles: [] }, ['roles']],
    [{ email: 'a', address: { city: 'x', isAdmin: true } }, ['address.isAdmin']],
    [{ email: 'a', lines: [{ sku: 't' }, { sku: 't', price: 0 }] }, ['lines[1].price']],
    [{ email: 'a', x: 1, y: 2 }, ['x', 'y']],
    [{ email: 'a', hasOwnProperty: 1 }, ['hasOwnProperty']],
    [JSON.parse('{"email":"a","__proto__":{"roles":["operator"]}}'), ['__proto__']],
    [{ email: 'a\0' }, ['email']],
    [{ email: 'a\ud800' }, ['email']],
    [{ email: 'a', lines: [{ sku: '\0' }] }, ['lines[0].sku']],
    [null, ['$']],
    [[], ['$']],
    ['text', ['$']],
  ])('%j is refused for %j', (body, fields) => {
    expect(fieldsOf(body)).toEqual(fields);
  });

  it('keeps the codes that a contract gives its own rules', () => {
    const own = z.string().refine(() => false, { params: { code: 'too_common' }, message: 'no' });
    expect(() => checked(own, 'password')).toThrow(
      expect.objectContaining({ errors: [{ field: '$', code: 'too_common', message: 'no' }] }),
    );
  });
});
