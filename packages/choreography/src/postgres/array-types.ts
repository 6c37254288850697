import { arrayLiteral } from './array-literal.ts';

interface ArrayType<Element> {
  readonly to: number;
  readonly from: number[];
  serialize(value: unknown): unknown;
  readonly parse: (text: string) => (Element | null)[];
}

/**
 * Arrays of the types that the runtime and its services use, by the numbers that they have in every Postgres. The driver would ask the server for them on each new
 * connection; and where the connection is lost before that answer, it throws where nobody can catch it, which ends the process.
 * Arrays of truths, times and bytes are only read: the driver guesses their elements' type, and Postgres refuses that aloud.
 */
export const arrayTypes = {
  textArray: arrayType([1009, 1015, 1003, 2951, 1231], (text) => text),
  numberArray: arrayType([1007, 1005, 1016, 1021, 1022], Number),
  booleanArray: arrayType([1000], (text) => text === 't'),
  timeArray: arrayType([1185], (text) => new Date(text)),
  bytesArray: arrayType([1001], (text) => Buffer.from(text.slice(2), 'hex')),
};

function arrayType<Element>(
  from: readonly [number, ...number[]],
  parse: (text: string) => Element,
): ArrayType<Element> {
  return {
    to: from[0],
    from: [...from],
    // what is written as text already stays as it is
    serialize: (value) => (Array.isArray(value) ? arrayLiteral(value) : value),
    parse: (text) => elementsOf(text).map((element) => (element === null ? null : parse(element))),
  };
}

const ELEMENT = /"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^,{}]+)/gs;

/** The elements of an array of one dimension as Postgres writes it, or as it is written for Postgres. */
export function elementsOf(text: string): readonly (string | null)[] {
  return [...text.matchAll(ELEMENT)].map(({ groups = {} }) => {
    const { quoted, plain = '' } = groups;
    if (quoted !== undefined) return quoted.replaceAll(/\\(.)/gs, '$1');
    return plain.length === 4 && plain.toUpperCase() === 'NULL' ? null : plain;
  });
}
