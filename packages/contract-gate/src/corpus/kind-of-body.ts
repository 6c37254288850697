import type { Json } from '../schema/emit-schema.ts';

/**
 * What kind of body this is: its fields with their types, whether lists are empty, and the words that the contract lists, but no other values. Of each kind a few bodies are
 * enough for a corpus.
 */
export function kindOfBody(body: unknown, schema: Json): string {
  return JSON.stringify(outlineOf(body, new Set(listedWords(schema))));
}

function outlineOf(value: unknown, words: ReadonlySet<unknown>): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map((each) => JSON.stringify(outlineOf(each, words))))].toSorted();
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, each]) => [name, outlineOf(each, words)]);
    return Object.fromEntries(fields);
  }
  return words.has(value) || value === null ? value : typeof value;
}

function listedWords(schema: unknown): readonly unknown[] {
  if (Array.isArray(schema)) return schema.flatMap(listedWords);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]): readonly unknown[] =>
    keyword === 'enum' && Array.isArray(value) ? value : listedWords(value),
  );
}
