import { expect, it } from 'vitest';
import { wordsOfSearch } from './words-of-search.ts';

it.each([
  ['assam', `'assam':*`],
  ['  Assam, 100 g', `'Assam':* & '100':* & 'g':*`],
  ['tea-001', `'tea':* & '001':*`],
  ['thé vert', `'thé':* & 'vert':*`],
  [`a' | !b:*\\ & (c)`, `'a':* & 'b':* & 'c':*`],
])('%s is looked for as %s', (text, search) => {
  expect(wordsOfSearch(text)).toBe(search);
});

it.each(['', '  ', `'&|!:*()\\`])('there is no word in "%s"', (text) => {
  expect(wordsOfSearch(text)).toBeUndefined();
});
