import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cacheControlOf } from './cache-control.ts';
import { etagOf, isKnown } from './etag.ts';
import { hasPages, linkToNext } from './next-page.ts';
import { StaleAnswers, type StaleAnswersOptions } from './stale-answers.ts';

describe('an ETag', () => {
  it('is strong, and another for another text', () => {
    expect(etagOf('{"version":1}')).toMatch(/^"[\w-]{27}"$/);
    expect(etagOf('{"version":1}')).toBe(etagOf('{"version":1}'));
    expect(etagOf('{"version":1}')).not.toBe(etagOf('{"version":2}'));
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['', false],
    [undefined, false],
  ])('"a" is known to If-None-Match: %s: %s', (header, known) => {
    expect(isKnown(header, '"a"')).toBe(known);
  });
});

describe('who may keep an answer', () => {
  it.each([
    ['public', 'public, max-age=5, stale-if-error=60'],
    ['owner', 'private, no-cache'],
    ['operator', 'private, no-cache'],
    ['own', 'private, no-store'],
    ['signed-in', 'private, no-store'],
  ] as const)('of %s: %s', (access, header) => {
    expect(cacheControlOf(access, { publicMaxAgeSeconds: 5, staleSeconds: 60 })).toBe(header);
  });
});

describe('pages', () => {
  const result = z.object({ items: z.array(z.string()), next: z.string().nullable() });

  it('are known by their contract', () => {
    const params = z.object({ cursor: z.string().optional() });
    expect(hasPages(params, result)).toBe(true);
    expect(hasPages(params, z.object({ items: z.array(z.string()) }))).toBe(false);
    expect(hasPages(z.object({}), result)).toBe(false);
  });

  it.each([
    ['/products', '</products?cursor=a%2Fb>; rel="next"'],
    ['/products?q=t%20x&cursor=old', '</products?q=t+x&cursor=a%2Fb>; rel="next"'],
  ])('of %s link to the next', (address, link) => {
    expect(linkToNext(address, '{"items":[],"next":"a/b"}')).toBe(link);
  });

  it('end without a link', () => {
    expect(linkToNext('/products', '{"items":[],"next":null}')).toBeUndefined();
  });
});

describe('answers for the time that a service is away', () => {
  let now = 0;
  const keep = (options: Partial<StaleAnswersOptions> = {}): StaleAnswers =>
    new StaleAnswers({
      maxAgeMs: 10_000,
      maxEntries: 10,
      maxCharacters: 1_000,
      clock: () => now,
      ...options,
    });

  it('say how old they are, until they are too old', () => {
    const answers = keep();
    answers.remember('a', 'text');
    now += 9_999;
    expect(answers.recall('a')).toEqual({ text: 'text', ageSeconds: 9 });
    now += 2;
    expect(answers.recall('a')).toBeUndefined();
    expect(answers.recall('b')).toBeUndefined();
  });

  it('are the latest', () => {
    const answers = keep();
    answers.remember('a', 'old');
    answers.remember('a', 'new');
    expect(answers.recall('a')?.text).toBe('new');
  });

  it('are bounded in number; what was not asked for the longest goes first', () => {
    const answers = keep({ maxEntries: 2 });
    answers.remember('a', '1');
    answers.remember('b', '2');
    answers.recall('a');
    answers.remember('c', '3');
    expect(['a', 'b', 'c'].map((key) => answers.recall(key)?.text)).toEqual(['1', undefined, '3']);
  });

  it('are bounded in size, and one that is larger than all is not kept', () => {
    const answers = keep({ maxCharacters: 10 });
    answers.remember('a', '12345');
    answers.remember('b', '12345');
    expect(answers.recall('a')).toBeUndefined();
    answers.remember('c', 'x'.repeat(20));
    expect(answers.recall('c')).toBeUndefined();
    answers.remember('d', '12345678');
    expect(answers.recall('d')?.text).toBe('12345678');
  });
});
