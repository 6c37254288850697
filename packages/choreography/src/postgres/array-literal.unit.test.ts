import { expect, it } from 'vitest';
import { arrayLiteral } from './array-literal.ts';

it('leaves ids, numbers and times as they are', () => {
  expect(arrayLiteral(['order-1', 7, -2.5, true, '2026-01-05T09:00:00.000Z'])).toBe(
    '{order-1,7,-2.5,true,2026-01-05T09:00:00.000Z}',
  );
});

it('tells no value from the word null and from an empty text', () => {
  expect(arrayLiteral([null, 'null', 'NULL', ''])).toBe('{null,"null","NULL",""}');
});

it('escapes what has a meaning in an array', () => {
  expect(arrayLiteral(['{"a":1}', 'a,b', String.raw`C:\temp`, 'two words', 'ü'])).toBe(
    String.raw`{"{\"a\":1}","a,b","C:\\temp","two words","ü"}`,
  );
});
