import { defineRequest } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { doorsOf } from './doors.ts';
import { methodsOf } from './unknown-routes.ts';

const routes = [
  { method: 'GET', path: '/orders/:orderId' },
  { method: 'HEAD', path: '/orders/:orderId' },
  { method: 'GET', path: '/orders' },
  { method: 'POST', path: '/account/sign-in' },
];

describe('the methods of an address', () => {
  it.each([
    ['/orders/o-1', ['GET', 'HEAD']],
    ['/orders', ['GET']],
    ['/orders/', []],
    ['/orders/o-1/x', []],
    ['/account/sign-in', ['POST']],
    ['/', []],
    ['', []],
  ])('%s are %j', (path, methods) => {
    expect(methodsOf(path, routes)).toEqual(methods);
  });
});

describe('the doors of contracts', () => {
  const specification = {
    type: 'auth.try',
    version: 1,
    data: z.object({}),
    result: z.object({}),
    examples: [{ data: {}, result: {} }],
  } as const;

  it('are there where a contract says so, and never for what is internal', () => {
    const open = defineRequest({
      ...specification,
      access: 'public',
      http: { method: 'POST', path: '/try', status: 202 },
    });
    const internal = defineRequest({ ...specification, access: 'internal', askedBy: ['user'] });
    const overNats = defineRequest({ ...specification, access: 'own' });
    const { requests } = doorsOf([], [open, internal, overNats]);
    expect(requests).toEqual([{ contract: open, path: '/try', access: 'public', status: 202 }]);
  });

  it('of requests take nothing from the path', () => {
    const wrong = defineRequest({
      ...specification,
      access: 'public',
      http: { method: 'POST', path: '/try/:id', status: 200 },
    });
    expect(() => doorsOf([], [wrong])).toThrow('"/try/:id" names a parameter');
  });
});
