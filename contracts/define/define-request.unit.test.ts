import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineQuery } from './define-query.ts';
import { defineRequest } from './define-request.ts';

const data = z.object({ email: z.email() });
const result = z.object({ status: z.literal('accepted') });
const example = { data: { email: 'ada@example.com' }, result: { status: 'accepted' } } as const;
const http = { method: 'POST', path: '/account/register', status: 202 } as const;
const register = {
  type: 'auth.register',
  version: 1,
  data,
  result,
  access: 'public',
  http,
  examples: [example],
} as const;

describe('a request', () => {
  it('has a name, a context, and a size that it may not exceed', () => {
    expect(defineRequest({ ...register, examples: [example] })).toMatchObject({
      kind: 'request',
      name: 'auth.register.v1',
      context: 'auth',
      maxBytes: 16_384,
      askedBy: [],
    });
  });
});

describe('the door of a contract', () => {
  const define = (changes: object) => () =>
    defineRequest({ ...register, examples: [example], ...changes });

  it.each([
    ['a type that is no <context>.<name>', { type: 'register' }, 'in kebab-case'],
    ['an internal request with a route', { access: 'internal', askedBy: ['user'] }, 'no http'],
    ['a public request without one', { http: undefined }, 'say in http'],
    ['an internal one that nobody asks', { access: 'internal', http: undefined }, 'askedBy'],
    ['a path that is none', { http: { ...http, path: 'account register' } }, 'is no path'],
    ['a path that ends in a slash', { http: { ...http, path: '/account/' } }, 'is no path'],
  ])('refuses %s', (_, changes, reason) => {
    expect(define(changes)).toThrow(reason);
  });

  it.each(['/orders/:orderId', '/.well-known/jwks.json', '/account/sign-out-everywhere'])(
    'may be at %s',
    (path) => {
      expect(define({ http: { ...http, path } })).not.toThrow();
    },
  );

  it('is that of queries too', () => {
    const query = { type: 'auth.jwks', version: 1, params: z.object({}), result: z.object({}) };
    const examples = [{ params: {}, result: {} }] as const;
    expect(() =>
      defineQuery({ ...query, version: 1, access: 'internal', examples: [...examples] }),
    ).toThrow('askedBy');
  });
});
