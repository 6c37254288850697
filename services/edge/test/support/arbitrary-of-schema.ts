import fc from 'fast-check';
import { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

const schemaShape = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  oneOf: z.array(z.looseObject({})).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.looseObject({}).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).optional(),
});
type Read = z.infer<typeof schemaShape>;

const MOST_ITEMS = 3;
const LONGEST_TEXT = 64;
const LARGEST = 1_000_000;

/** Values that a JSON Schema allows, as far as it is of the kinds that the edge describes itself with. */
export function allowedBy(schema: Schema): fc.Arbitrary<unknown> {
  const read = schemaShape.parse(schema);
  if ('const' in read) return fc.constant(read.const);
  if (read.enum !== undefined) return fc.constantFrom(...read.enum);
  const choices = read.anyOf ?? read.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(allowedBy));
  switch (read.type ?? 'any') {
    case 'string':
      return text(read);
    case 'integer':
      return fc.integer({
        min: Math.max(read.minimum ?? 0, -LARGEST),
        max: Math.min(read.maximum ?? LARGEST, LARGEST),
      });
    case 'number':
      return fc.double({ min: read.minimum ?? 0, max: read.maximum ?? LARGEST, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(allowedBy(read.items ?? {}), { maxLength: MOST_ITEMS });
    case 'object':
      return object(read);
    default:
      return fc.jsonValue();
  }
}

function text({
  format,
  pattern,
  minLength = 0,
  maxLength = LONGEST_TEXT,
}: Read): fc.Arbitrary<string> {
  if (format === 'email') return fc.stringMatching(/^[a-z0-9]{1,12}@[a-z0-9]{1,10}\.[a-z]{2,5}$/);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true }).map((each) => each.toISOString());
  const long = Math.max(minLength, Math.min(maxLength, LONGEST_TEXT));
  const any = fc.string({ unit: 'binary', minLength, maxLength: long });
  if (pattern === undefined) return any;
  const matching = new RegExp(pattern, 'u');
  // a pattern that only excludes says nothing of the length; one with look-around cannot be written from
  if (/^\^\[\^|\(\?[=!<]/.test(pattern)) return any.filter((each) => matching.test(each));
  return fc.stringMatching(matching);
}

function object({ properties = {}, required = [] }: Read): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, each]) => [name, allowedBy(each)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

/** Values that nobody sends who means well. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '\0',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    "' or 1=1 --",
    '${7*7}',
    '%00',
    'null',
    'NaN',
    '-1',
    '1e309',
    '9'.repeat(400),
    -1,
    0,
    1.5,
    Number.MAX_SAFE_INTEGER,
    null,
    true,
    [],
    {},
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 300, maxLength: 3_000 }),
  fc.jsonValue({ maxDepth: 4 }),
);
