import type { Alternative, Field, ObjectShape, Shape, Value } from './shape.ts';
import { inWords } from './shape.ts';
import { boundGaps, refusesValue } from './bounds.ts';

/** Something that a writer may write and a reader does not take. */
export type Gap = { readonly path: string } & (
  | { readonly kind: 'missing'; readonly field: string; readonly isKnownToWriter: boolean }
  | { readonly kind: 'type'; readonly writer: string; readonly reader: string }
  | { readonly kind: 'values'; readonly values: readonly Value[] }
  | {
      readonly kind: 'bound';
      readonly keyword: string;
      readonly writer: number | undefined;
      readonly reader: number;
    }
  | {
      readonly kind: 'form';
      readonly keyword: 'pattern' | 'format' | 'encoding';
      readonly writer: string | undefined;
      readonly reader: string;
    }
  | { readonly kind: 'rule'; readonly rule: string }
);

/**
 * Everything by which values of the writer's shape may fail to be values of the reader's; empty when each of them is one. Two models in one: a writer writes nothing that its
 * shape does not name, and a reader passes over what its shape does not name. What cannot be decided (two patterns, a pattern and a format) counts as a gap.
 */
export function gapsBetween(writer: Shape, reader: Shape, path = '$'): readonly Gap[] {
  return writer.flatMap((alternative) => {
    if (reader.some(({ kind }) => kind === 'anything')) return [];
    if (alternative.kind === 'values') return valueGaps(alternative.values, writer, reader, path);
    const attempts = reader
      .filter((other) => other.kind === alternative.kind)
      .map((other) => gapsOf(alternative, other, path));
    return fewest(attempts) ?? [typeGap(writer, reader, path)];
  });
}

function fewest(attempts: readonly (readonly Gap[])[]): readonly Gap[] | undefined {
  return attempts.toSorted((a, b) => a.length - b.length)[0];
}

function typeGap(writer: Shape, reader: Shape, path: string): Gap {
  return { kind: 'type', path, writer: inWords(writer), reader: inWords(reader) };
}

function valueGaps(
  values: readonly Value[],
  writer: Shape,
  reader: Shape,
  path: string,
): readonly Gap[] {
  const refused = values.filter((value) => reader.every((other) => refusesValue(other, value)));
  if (refused.length === 0) return [];
  const isList = reader.some(({ kind }) => kind === 'values');
  return [isList ? { kind: 'values', path, values: refused } : typeGap(writer, reader, path)];
}

function gapsOf(writer: Alternative, reader: Alternative, path: string): readonly Gap[] {
  const bounds = boundGaps(writer, reader, path);
  if (writer.kind === 'object' && reader.kind === 'object') {
    return [...fieldGaps(writer, reader, path), ...bounds];
  }
  if (writer.kind === 'list' && reader.kind === 'list' && writer.maxItems > 0) {
    return [...gapsBetween(writer.items, reader.items, `${path}[]`), ...bounds];
  }
  return bounds;
}

function fieldGaps(writer: ObjectShape, reader: ObjectShape, path: string): readonly Gap[] {
  return [...reader.fields].flatMap(([name, wanted]): readonly Gap[] => {
    const given: Field | undefined = writer.fields.get(name);
    const missing: Gap = {
      kind: 'missing',
      path,
      field: name,
      isKnownToWriter: given !== undefined,
    };
    const mayLack = given?.isRequired !== true && wanted.isRequired;
    const within =
      given === undefined ? [] : gapsBetween(given.shape, wanted.shape, join(path, name));
    return mayLack ? [missing, ...within] : within;
  });
}

/** `lines[].quantity`, as a JavaScript reader would write it. */
export const join = (path: string, name: string): string =>
  path === '$' ? name : `${path}.${name}`;
