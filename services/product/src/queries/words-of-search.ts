/**
 * A search as Postgres takes it: all words, each the beginning of one in the product. Undefined when no word is in it. Upper and lower case are left to
 * Postgres, which treats the words of products in the same way.
 */
export function wordsOfSearch(text: string): string | undefined {
  const words = text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return words.map((word) => `'${word}':*`).join(' & ');
}
