import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageOf, readCursor } from './page.ts';
import { RequestError } from './request-error.ts';

const key = z.tuple([z.string(), z.int()]);
const rows = ['a', 'b', 'ü/+'].map((name, n) => ({ name, n }));
const page = (limit: number) =>
  pageOf(
    rows,
    limit,
    ({ name, n }) => [name, n],
    ({ name }) => name,
  );

describe('a page', () => {
  it('holds no more than was asked for, and its cursor says where it ended', () => {
    const { items, next } = page(2);
    expect(items).toEqual(['a', 'b']);
    expect(readCursor(key, next ?? undefined)).toEqual(['b', 1]);
  });

  it('is the last one when everything fits', () => {
    expect(page(3)).toEqual({ items: ['a', 'b', 'ü/+'], next: null });
    expect(pageOf([], 1, () => [], String)).toEqual({ items: [], next: null });
  });
});

describe('a cursor', () => {
  it('needs no escaping in an address, whatever the key holds', () => {
    const { next } = pageOf([...rows, ...rows], 3, ({ name, n }) => [name, n], String);
    expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(readCursor(key, next ?? undefined)).toEqual(['ü/+', 2]);
  });

  it('is none on the first page', () => {
    expect(readCursor(key, undefined)).toBeUndefined();
  });

  it('is refused when it would look for what no database holds', () => {
    const cursor = Buffer.from(JSON.stringify(['a\0b', 1])).toString('base64url');
    expect(() => readCursor(key, cursor)).toThrow(RequestError);
  });

  it.each(['nonsense', '', Buffer.from('["a"]').toString('base64url'), 'W10'])(
    'that somebody made up is refused: %s',
    (cursor) => {
      const reading = () => readCursor(key, cursor);
      expect(reading).toThrow(RequestError);
      expect(reading).toThrow(expect.objectContaining({ status: 400 }));
    },
  );
});
