import { isPersonal } from '@murmuration/contracts';
import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type Json = Readonly<Record<string, unknown>>;

/** Marks of our own: annotations to any other reader of the schema. */
export const PERSONAL = 'x-personal-data';
export const RULES = 'x-rules';

/** Kinds of schemas that a JSON Schema says fully but for `x-rules`. Transformations and the like would say one thing and read another. */
const SAYABLE = new Set([
  'array',
  'boolean',
  'default',
  'enum',
  'int',
  'literal',
  'null',
  'nullable',
  'number',
  'object',
  'optional',
  'string',
  'union',
  'unknown',
]);

/**
 * The JSON Schema (draft 2020-12) of what a tolerant reader takes: an open model, in which defaults may be left out. Personal data is marked. Rules that no schema can say,
 * such as a refinement, are named, so that a release shows when one comes or goes. Throws a `TypeError` for a kind of schema that cannot be said.
 */
export function emitSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema, path }) => {
      const { type } = zodSchema._zod.def;
      if (!SAYABLE.has(type)) {
        throw new TypeError(
          `${path.join('.')}: a contract made with zod's "${type}" cannot be written as JSON Schema; say it with another kind`,
        );
      }
      sayFormatsByName(jsonSchema);
      if (isPersonal(zodSchema)) jsonSchema[PERSONAL] = true;
      const rules = rulesOf(zodSchema);
      if (rules.length > 0) jsonSchema[RULES] = rules;
    },
  });
}

/** The only moments in use are those that end so: always UTC. */
const IN_UTC = 'Z$';

/**
 * A format says what it means; the pattern that zod checks it by is zod's own, and another one with the next version of zod would look like a change of the contract. Of moments
 * the pattern also says that they are in UTC, which is kept.
 */
function sayFormatsByName(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === undefined && schema.contentEncoding === undefined) return;
  const isInUtc = schema.format === 'date-time' && schema.pattern?.endsWith('(?:Z))$') === true;
  delete schema.pattern;
  if (isInUtc) schema.pattern = IN_UTC;
}

/** What is checked or changed on reading beside what the schema says: refinements by their codes, and `normalised` for a text that is trimmed. */
function rulesOf(schema: z.core.$ZodType): readonly string[] {
  const checks = schema._zod.def.checks ?? [];
  return checks
    .flatMap(({ _zod: { def } }) => {
      if (def.check === 'overwrite') return ['normalised'];
      return def.check === 'custom' || def.check === undefined ? [codeOf(def)] : [];
    })
    .toSorted();
}

function codeOf(definition: object): string {
  const params: unknown = Reflect.get(definition, 'params');
  const code: unknown =
    typeof params === 'object' && params !== null ? Reflect.get(params, 'code') : undefined;
  return typeof code === 'string' ? code : 'refined';
}
