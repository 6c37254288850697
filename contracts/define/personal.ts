import { z } from 'zod';

const marks = z.registry<{ readonly personal: true }>();

/** Marks a field as personal data: it is masked in logs and listings. */
export function personal<Schema extends z.ZodType>(schema: Schema): Schema {
  marks.add(schema, { personal: true });
  return schema;
}

/** The names of all fields, at any depth, that a schema marks as personal. */
export function personalFields(schema: z.ZodType): readonly string[] {
  const found = new Set<string>();
  collect(schema, found);
  return [...found];
}

function collect(schema: z.core.$ZodType, found: Set<string>): void {
  if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries<z.core.$ZodType>(schema.shape)) {
      if (isPersonal(field)) found.add(name);
      else collect(field, found);
    }
  } else for (const part of partsOf(schema)) collect(part, found);
}

/** Whether a schema is marked. A list of personal values, or one that may be absent, is personal as a whole. */
export function isPersonal(schema: z.core.$ZodType): boolean {
  return marks.has(schema) || partsOf(schema).some(isPersonal);
}

/** What a field may hold, without looking into objects. */
function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodUnion) return schema.options;
  return isWrapper(schema) ? [schema.unwrap()] : [];
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
