import fc from 'fast-check';
import type { Json } from '../src/schema/emit-schema.ts';

const WORDS = ['red', 'green', 'blue', 'black'];
const PATTERNS = ['^[a-z]{1,4}$', '^[a-c]*$', '^x'];
const FORMATS = ['date-time', 'uuid'];

const maybe = <Value>(name: string, value: fc.Arbitrary<Value>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant({}),
    value.map((each) => ({ [name]: each })),
  );

const merged = (...parts: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...parts).map((each) => Object.assign({}, ...each));

const small = fc.integer({ min: 0, max: 3 });
/** So far above that a whole number lies between, also when both are left out: looking for one would have no end. */
const large = fc.integer({ min: 5, max: 9 });

const text = fc.oneof(
  merged(fc.constant({ type: 'string' }), maybe('minLength', small), maybe('maxLength', large)),
  fc.constantFrom(...PATTERNS).map((pattern) => ({ type: 'string', pattern })),
  fc.constantFrom(...FORMATS).map((format) => ({ type: 'string', format })),
);
const number = merged(
  fc.constantFrom('integer', 'number').map((type) => ({ type })),
  fc.oneof(maybe('minimum', small), maybe('exclusiveMinimum', small)),
  fc.oneof(maybe('maximum', large), maybe('exclusiveMaximum', large)),
);
const words = fc.subarray(WORDS, { minLength: 1 }).map((all) => ({ type: 'string', enum: all }));
const plain = fc.constantFrom<Json>(
  { type: 'boolean' },
  { type: 'null' },
  { type: ['string', 'null'] },
  { const: 7 },
  {},
);

/** Schemas of the subset that contracts are written in, three levels deep at most. */
export const schemas: fc.Arbitrary<Json> = fc.letrec<{ any: Json; object: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    text,
    number,
    words,
    plain,
    tie('object'),
    merged(
      tie('any').map((items) => ({ type: 'array', items })),
      maybe('minItems', fc.integer({ min: 0, max: 1 })),
      maybe('maxItems', fc.integer({ min: 2, max: 3 })),
    ),
    fc.tuple(tie('any'), tie('any')).map((anyOf) => ({ anyOf })),
  ),
  object: fc
    .dictionary(fc.constantFrom('f1', 'f2', 'f3'), tie('any'), { minKeys: 1 })
    .chain((properties) =>
      fc
        .subarray(Object.keys(properties))
        .map((required) => ({ type: 'object', properties, required })),
    ),
})).object;

/** The schema after somebody has worked on it: a part changed, left out or added, or a demand loosened. */
export function validEdit(schema: Json): fc.Arbitrary<Json> {
  const { properties, required } = schema;
  if (!isJson(properties) || !Array.isArray(required)) return fc.constant(schema);
  const names = Object.keys(properties);
  const kept = fc.subarray(names, { minLength: 1 }).map((those) => ({
    ...schema,
    properties: Object.fromEntries(those.map((name) => [name, properties[name]])),
    required: required.filter((name) => those.includes(name)),
  }));
  const eased = fc.subarray(required).map((those) => ({ ...schema, required: those }));
  const added = schemas.map((more) => ({
    ...schema,
    properties: { ...properties, f4: more },
  }));
  const within = fc.constantFrom(...names).chain((name) => {
    const part = properties[name];
    if (!isJson(part)) return fc.constant(schema);
    const edited = fc.oneof(loosened(part), validEdit(part));
    return edited.map((other) => ({ ...schema, properties: { ...properties, [name]: other } }));
  });
  return fc.oneof(kept, eased, added, within);
}

/** The part with fewer demands, or more to choose from. */
function loosened(part: Json): fc.Arbitrary<Json> {
  const dropped = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'pattern', 'format'];
  const without = fc.constantFrom(...dropped).map((keyword) => {
    const { [keyword]: _dropped, ...rest } = part;
    return rest;
  });
  const orNull = fc.constant({ anyOf: [part, { type: 'null' }] });
  const moreWords = fc.constant(Array.isArray(part['enum']) ? { ...part, enum: WORDS } : part);
  return fc.oneof(without, orNull, moreWords);
}

/** What a writer of a schema may write: all that the schema admits, and in objects no field that it does not name. */
export function valuesOf(schema: Json): fc.Arbitrary<unknown> {
  const { anyOf, enum: listed, type } = schema;
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.filter(isJson).map(valuesOf));
  if (Array.isArray(listed)) return fc.constantFrom<unknown>(...listed);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(type)) {
    return fc.oneof(...type.map((each: unknown) => valuesOf({ ...schema, type: each })));
  }
  switch (type) {
    case 'string':
      return textsOf(schema);
    case 'integer':
    case 'number':
      return numbersOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return listsOf(schema);
    case 'object':
      return objectsOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function textsOf({ minLength, maxLength, pattern, format }: Json): fc.Arbitrary<unknown> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'));
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') {
    const [min, max] = [new Date('1990-01-01'), new Date('2090-01-01')];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  return fc.string({ minLength: numberOr(minLength, 0), maxLength: numberOr(maxLength, 12) });
}

function numbersOf(schema: Json): fc.Arbitrary<unknown> {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const min = numberOr(exclusiveMinimum, numberOr(minimum, -100));
  const max = numberOr(exclusiveMaximum, numberOr(maximum, 100));
  const isInside = (value: number): boolean =>
    value !== exclusiveMinimum && value !== exclusiveMaximum;
  const any = type === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
  return fc.oneof(fc.constantFrom(min, max), any).filter(isInside);
}

function listsOf({ items, minItems, maxItems }: Json): fc.Arbitrary<unknown> {
  const [minLength, maxLength] = [numberOr(minItems, 0), numberOr(maxItems, 4)];
  return fc.array(valuesOf(isJson(items) ? items : {}), { minLength, maxLength });
}

function objectsOf({ properties, required }: Json): fc.Arbitrary<unknown> {
  const fields = isJson(properties) ? Object.entries(properties) : [];
  const values = fields.flatMap(([name, part]) =>
    isJson(part) ? [[name, valuesOf(part)] as const] : [],
  );
  const requiredKeys = Array.isArray(required) ? required.map(String) : [];
  return fc.record(Object.fromEntries(values), { requiredKeys });
}

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
