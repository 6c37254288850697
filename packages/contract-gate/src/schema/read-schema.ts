import { z } from 'zod';
import { type Json, PERSONAL, RULES } from './emit-schema.ts';
import { areApart } from './are-apart.ts';
import type { Alternative, Field, Shape, Value } from './shape.ts';

/** A schema says something that the comparison does not know: to pass over it would be to guess. */
export class UnreadableSchema extends Error {
  override readonly name = 'UnreadableSchema';
}

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const part = z.record(z.string(), z.unknown());

/** Every keyword that is understood. Anything else is refused (`strictObject`). */
const keywords = z.strictObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema').optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  [PERSONAL]: z.literal(true).optional(),
  [RULES]: z.array(z.string()).default([]),
  default: z.unknown().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: literal.optional(),
  enum: z.array(literal).optional(),
  anyOf: z.array(part).optional(),
  oneOf: z.array(part).optional(),
  properties: z.record(z.string(), part).default({}),
  required: z.array(z.string()).default([]),
  items: part.default({}),
  minItems: z.number().default(0),
  maxItems: z.number().default(Infinity),
  minLength: z.number().default(0),
  maxLength: z.number().default(Infinity),
  pattern: z.string().optional(),
  format: z.string().optional(),
  contentEncoding: z.string().optional(),
  minimum: z.number().default(-Infinity),
  maximum: z.number().default(Infinity),
  exclusiveMinimum: z.number().default(-Infinity),
  exclusiveMaximum: z.number().default(Infinity),
});
type Keywords = z.infer<typeof keywords>;

/** Reads a JSON Schema. Throws an `UnreadableSchema` for a keyword, or a use of one, that the comparison does not know. */
export function readSchema(schema: Json, path = '$'): Shape {
  const read = keywords.safeParse(schema);
  if (!read.success) {
    const what = read.error.issues.map(({ message }) => message).join('; ');
    throw new UnreadableSchema(`${path}: ${what}; the comparison does not know what it admits`);
  }
  const said = read.data;
  const union = said.anyOf ?? said.oneOf;
  if (union !== undefined) return readUnion(said, union, path);
  if ('const' in schema || said.enum !== undefined) return [readValues(said)];
  const types = typeof said.type === 'string' ? [said.type] : (said.type ?? ['anything']);
  return types.map((type) => readType(type, said, path));
}

function readUnion(said: Keywords, union: readonly Json[], path: string): Shape {
  if (said.type !== undefined || said[RULES].length > 0 || (said.anyOf && said.oneOf)) {
    throw new UnreadableSchema(
      `${path}: a choice stands beside other demands; make it a choice alone`,
    );
  }
  const members = union.map((member) => readSchema(member, path));
  if (said.oneOf !== undefined && !areApart(members)) {
    throw new UnreadableSchema(
      `${path}: exactly one of the choices has to fit, and they are not plainly apart; give each a literal of its own in one field`,
    );
  }
  return members.flat();
}

function readValues(said: Keywords): Alternative {
  const values: readonly Value[] = said.enum ?? (said.const === undefined ? [] : [said.const]);
  return { kind: 'values', values };
}

function readType(type: string, said: Keywords, path: string): Alternative {
  const rules = said[RULES];
  switch (type) {
    case 'anything':
      return { kind: 'anything' };
    case 'null':
    case 'boolean':
      return { kind: type };
    case 'string': {
      const { minLength, maxLength, pattern, format, contentEncoding: encoding } = said;
      return { kind: 'text', minLength, maxLength, pattern, format, encoding, rules };
    }
    case 'integer':
    case 'number':
      return { kind: 'number', isInteger: type === 'integer', ...boundsOf(said), rules };
    case 'array': {
      const { minItems, maxItems } = said;
      return {
        kind: 'list',
        items: readSchema(said.items, `${path}[]`),
        minItems,
        maxItems,
        rules,
      };
    }
    case 'object':
      return { kind: 'object', fields: readFields(said, path), rules };
    default:
      throw new UnreadableSchema(`${path}: the comparison does not know the type "${type}"`);
  }
}

function boundsOf(said: Keywords) {
  const minimum = Math.max(said.minimum, said.exclusiveMinimum);
  const maximum = Math.min(said.maximum, said.exclusiveMaximum);
  const aboveMinimum = Number.isFinite(minimum) && minimum === said.exclusiveMinimum;
  const belowMaximum = Number.isFinite(maximum) && maximum === said.exclusiveMaximum;
  return { minimum, maximum, aboveMinimum, belowMaximum };
}

function readFields(said: Keywords, path: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const name of new Set([...Object.keys(said.properties), ...said.required])) {
    const schema = said.properties[name] ?? {};
    fields.set(name, {
      shape: readSchema(schema, `${path}.${name}`),
      isRequired: said.required.includes(name),
      byDefault: 'default' in schema ? JSON.stringify(schema['default']) : undefined,
    });
  }
  return fields;
}
