import { expect, test } from 'vitest';
import { canonicalForm, parseForm } from './form-body.ts';

test('brackets nest, and escapes are decoded', () => {
  const form = parseForm('amount=5&metadata[orderId]=a%20b&a%5Bb%5D%5Bc%5D=1&list[]=x&list[]=y');
  expect({ ...form }).toEqual({
    amount: '5',
    metadata: { orderId: 'a b' },
    a: { b: { c: '1' } },
    list: { 0: 'x', 1: 'y' },
  });
});

test('a name like __proto__ is a key and reaches no prototype', () => {
  const form = parseForm('__proto__[polluted]=1&metadata[__proto__]=2');
  expect(Object.keys(form)).toEqual(['__proto__', 'metadata']);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test.each(['a[b=1', 'a]=1', '=1', 'a=1&a[b]=2', 'a[b]=2&a=1', 'a[b][c][d][e][f]=1'])(
  'the malformed %s is refused',
  (body) => {
    expect(() => parseForm(body)).toThrow('Invalid parameter name');
  },
);

test('the canonical text depends on the parameters, not on their order', () => {
  const canonical = (body: string): string => canonicalForm(parseForm(body));
  expect(canonical('a=1&m[x]=2&m[y]=3')).toBe(canonical('m[y]=3&m[x]=2&a=1'));
  expect(canonical('a=1')).not.toBe(canonical('a=2'));
  expect(canonical('a[b]=1')).not.toBe(canonical('a=b'));
});
