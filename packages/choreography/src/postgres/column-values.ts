import { arrayTypes } from './array-types.ts';

/** Reads a value that Postgres has written as text. */
export type Reader = (text: string) => unknown;

const asText: Reader = (text) => text;

/** How values of a type are read, by the numbers that types have in every Postgres; what is not here stays text. Numbers are counts and minor units of money, all below 2^53. */
const readers = new Map<number, Reader>([
  [16, (text) => text === 't'],
  [17, (text) => Buffer.from(text.slice(2), 'hex')],
  ...[20, 21, 23, 26, 700, 701].map((type) => [type, Number] as const),
  ...[114, 3802].map((type) => [type, (text: string): unknown => JSON.parse(text)] as const),
  ...[1082, 1114, 1184].map((type) => [type, (text: string) => new Date(text)] as const),
  ...Object.values(arrayTypes).flatMap(({ from, parse }) =>
    from.map((type) => [type, parse] as const),
  ),
]);

/** The reader of a column's values, by the number of its type. */
export const readerOf = (type: number): Reader => readers.get(type) ?? asText;
