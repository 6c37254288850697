import { z } from 'zod';

const INTEGER_OR_DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * What a text of the address stands for, by the schema it is for: decimal numbers, `true` and `false`, lists of either.
 * What does not look like what the schema wants stays the text, for the schema to refuse.
 */
export function coerce(schema: z.core.$ZodType, text: string | readonly string[]): unknown {
  const wanted = unwrapped(schema);
  if (wanted instanceof z.ZodArray)
    return [text].flat().map((each) => coerce(wanted.element, each));
  if (typeof text !== 'string') return text;
  if (wanted instanceof z.ZodNumber) return INTEGER_OR_DECIMAL.test(text) ? Number(text) : text;
  if (wanted instanceof z.ZodBoolean) return text === 'true' || (text === 'false' ? false : text);
  return text;
}

/** Whether a parameter may be given several times. */
export const takesList = (schema: z.core.$ZodType): boolean =>
  unwrapped(schema) instanceof z.ZodArray;

/** The schema without what only says that a value may be absent. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return isWrapper(schema) ? unwrapped(schema.unwrap()) : schema;
}

function isWrapper(
  schema: z.core.$ZodType,
): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault | z.ZodReadonly {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  );
}
