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
      if (isMarked(field)) found.add(name);
      else collect(field, found);
    }
  } else if (schema instanceof z.ZodArray) collect(schema.element, found);
  else if (isWrapper(schema)) collect(schema.unwrap(), found);
  else if (schema instanceof z.ZodUnion)
    for (const option of schema.options) collect(option, found);
}

function isMarked(schema: z.core.$ZodType): boolean {
  if (marks.has(schema)) return true;
  return isWrapper(schema) && isMarked(schema.unwrap());
}

function isWrapper(schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodNullable {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable;
}
