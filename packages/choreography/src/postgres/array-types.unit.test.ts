import { describe, expect, it } from 'vitest';
import { elementsOf } from './array-types.ts';

describe('the elements of an array', () => {
  it.each([
    ['{}', []],
    ['{a,b-c,1.5}', ['a', 'b-c', '1.5']],
    ['{NULL,"NULL",""}', [null, 'NULL', '']],
    [String.raw`{"a,b","c\"d\\e","{f}"}`, ['a,b', String.raw`c"d\e`, '{f}']],
    ['{"two\nlines"}', ['two\nlines']],
  ])('are read from %s', (text, elements) => {
    expect(elementsOf(text)).toEqual(elements);
  });
});
