import fc from 'fast-check';
import { z } from 'zod';
import { allowedBy, hostile } from './arbitrary-of-schema.ts';

const schema = z.looseObject({});
const content = z.record(z.string(), z.object({ schema: schema.optional() }));
const operationShape = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema }))
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })),
});
const documentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});
export type Described = z.infer<typeof documentShape>;
export type Operation = z.infer<typeof operationShape> & {
  readonly verb: string;
  readonly path: string;
};

/** A request that was made up. */
export interface MadeUp {
  readonly operation: Operation;
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export const readDocument = (document: unknown): Described => documentShape.parse(document);

export function operationsOf({ paths }: Described): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, each]) => ({ ...each, verb: verb.toUpperCase(), path })),
  );
}

/** Requests of every kind to every operation: half of them right in all that the description says, the others a little wrong, or hostile. */
export function madeUpRequests(
  operations: readonly Operation[],
  tokens: readonly string[],
): fc.Arbitrary<MadeUp> {
  return fc
    .constantFrom(...operations)
    .chain((operation) =>
      fc.oneof(rightRequests(operation, tokens), anyRequests(operation, tokens)),
    );
}

function rightRequests(operation: Operation, tokens: readonly string[]): fc.Arbitrary<MadeUp> {
  return fc.record({
    operation: fc.constant(operation),
    method: fc.constant(operation.verb),
    address: addresses(operation, allowedBy),
    headers: fc.constantFrom(...tokens).map((token) => ({
      authorization: `Bearer ${token}`,
      ...(operation.requestBody !== undefined && { 'content-type': 'application/json' }),
    })),
    body: bodyOf(operation, (wanted) => allowedBy(wanted).map((body) => JSON.stringify(body))),
  });
}

function anyRequests(operation: Operation, tokens: readonly string[]): fc.Arbitrary<MadeUp> {
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD');
  const odd = fc.dictionary(fc.string({ unit: 'binary', maxLength: 12 }), hostile, { maxKeys: 1 });
  return fc.record({
    operation: fc.constant(operation),
    method: mostly(fc.constant(operation.verb), methods),
    address: addresses(operation, perhaps, odd),
    headers: headers(tokens, operation.requestBody !== undefined),
    body: bodyOf(operation, bodies),
  });
}

type Values = (schema: Readonly<Record<string, unknown>>) => fc.Arbitrary<unknown>;

/** Mostly what a schema allows. */
const perhaps: Values = (of) =>
  fc.oneof({ weight: 4, arbitrary: allowedBy(of) }, { weight: 1, arbitrary: hostile });

/** Nine times in ten the one, else the other. */
function mostly<Usual, Odd>(
  usual: fc.Arbitrary<Usual>,
  odd: fc.Arbitrary<Odd>,
): fc.Arbitrary<Usual | Odd> {
  return fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

function addresses(
  { path, parameters }: Operation,
  values: Values,
  odd: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.constant({}),
): fc.Arbitrary<string> {
  const given = parameters
    .filter((each) => each.in !== 'header')
    .map(({ name, in: place, required, schema: of }) => {
      const usual = values(of);
      const value = place === 'path' || required ? usual : fc.option(usual, { nil: undefined });
      return value.map((each) => ({ name, isInPath: place === 'path', value: each }));
    });
  return fc.tuple(fc.tuple(...given), mostly(fc.constant({}), odd)).map(([known, extra]) => {
    const query = new URLSearchParams();
    for (const [name, each] of Object.entries(extra)) query.set(name, textOf(each));
    let address = path;
    for (const { name, isInPath, value } of known) {
      if (isInPath) address = address.replace(`{${name}}`, () => segment(value));
      else if (value !== undefined) query.append(name, textOf(value));
    }
    return query.size === 0 ? address : `${address}?${query.toString()}`;
  });
}

const textOf = (each: unknown): string =>
  (typeof each === 'string' ? each : JSON.stringify(each)).toWellFormed();

/** Dots alone would lead to another path. */
function segment(each: unknown): string {
  const text = encodeURIComponent(textOf(each));
  return /^\.{1,2}$/.test(text) ? `x${text}` : text;
}

function headers(
  tokens: readonly string[],
  hasBody: boolean,
): fc.Arbitrary<Record<string, string>> {
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  const odd = fc.record(
    {
      accept: fc.constantFrom('text/html', '*/*', 'application/json;q=0', 'nonsense'),
      'if-none-match': fc.oneof(fc.constant('*'), ascii),
      'last-event-id': fc.oneof(fc.nat().map(String), ascii),
      traceparent: ascii,
      'x-forwarded-for': ascii,
    },
    { requiredKeys: [] },
  );
  const authorization = fc.option(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...tokens).map((token) => `Bearer ${token}`) },
      { weight: 1, arbitrary: ascii },
    ),
    { nil: undefined, freq: 6 },
  );
  const type = mostly(
    fc.constant('application/json'),
    fc.constantFrom('text/plain', 'nonsense', 'application/xml'),
  );
  return fc.tuple(mostly(fc.constant({}), odd), authorization, type).map(([more, token, sent]) => ({
    ...more,
    ...(token !== undefined && { authorization: token }),
    ...(hasBody && { 'content-type': sent }),
  }));
}

function bodyOf(
  { requestBody }: Operation,
  texts: (wanted: Readonly<Record<string, unknown>>) => fc.Arbitrary<string>,
): fc.Arbitrary<string | undefined> {
  if (requestBody === undefined) return fc.constant(undefined);
  return texts(requestBody.content['application/json']?.schema ?? {});
}

function bodies(wanted: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const spoilt = fc.tuple(allowedBy(wanted), fc.string(), hostile).map(([body, name, odd]) => ({
    ...Object(body),
    [name]: odd,
  }));
  return fc.oneof(
    { weight: 4, arbitrary: allowedBy(wanted).map((body) => JSON.stringify(body)) },
    { weight: 3, arbitrary: spoilt.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: hostile.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
}
