import { z } from 'zod';

/** A JSON Schema, or another part of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>;

/** The schema of what is sent to us: defaults may be left out. */
export const inputSchema = (schema: z.ZodType): Json => toJson(schema, 'input');

/** The schema of what we serve. It is open: a field that a later version adds breaks no reader. */
export function servedSchema(schema: z.ZodType): Json {
  // null is served as 404
  const served = schema instanceof z.ZodNullable ? schema.unwrap() : schema;
  return toJson(served, 'output');
}

function toJson(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (io === 'input') sayWhatIsTaken(jsonSchema);
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return json;
}

/** Texts without NUL: nothing stores it. */
const STORABLE = '^[^\\u0000]*$';

const NO_CONTROL = '[^\\u0000-\\u001F\\u007F-\\u009F]';

/** Makes the schema of a text say all that is checked, and nothing more. */
function sayWhatIsTaken(text: z.core.JSONSchema.BaseSchema): void {
  // the pattern is what is checked; as others read the format, it also limits how long the parts of an address are
  if (text.format === 'email' && text.pattern !== undefined) delete text.format;
  if (text.type !== 'string' || text.format !== undefined || text.enum !== undefined) return;
  // not every reader of patterns knows the classes of Unicode
  text.pattern = (text.pattern ?? STORABLE).replaceAll('\\P{Cc}', NO_CONTROL);
}

/** The fields of an object schema, each with whether it has to be there. */
export function fieldsOf(
  schema: z.ZodType,
): readonly { readonly name: string; readonly schema: Json; readonly required: boolean }[] {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => sayWhatIsTaken(jsonSchema),
  });
  return Object.entries(json.properties ?? {}).map(([name, field]) => ({
    name,
    schema: typeof field === 'boolean' ? {} : { ...field },
    required: json.required?.includes(name) === true,
  }));
}
