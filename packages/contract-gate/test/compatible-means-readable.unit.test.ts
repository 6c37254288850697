import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../src/schema/emit-schema.ts';
import { gapsBetween } from '../src/schema/gaps.ts';
import { readSchema } from '../src/schema/read-schema.ts';
import { schemas, validEdit, valuesOf } from './arbitrary-schemas.ts';

/** The validator compiles each schema, which takes most of the time. */
const RUNS = 300;
const VALUES = 25;
const LONG_MS = 60_000;
/** The same pairs in every run: what fails here fails everywhere. */
const SEED = 20_261_128;

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const takes = (schema: Json) => ajv.compile(schema);
const isCompatible = (writer: Json, reader: Json): boolean =>
  gapsBetween(readSchema(writer), readSchema(reader)).length === 0;

/** A schema and one that somebody made of it: of two that have nothing in common little is compatible. */
const pairs = schemas.chain((schema) =>
  fc.tuple(fc.constant(schema), fc.oneof(validEdit(schema), schemas)),
);

describe('the comparison, against a real validator', { timeout: LONG_MS }, () => {
  it('calls compatible only what the reader takes, whatever the writer writes', () => {
    let compatible = 0;
    fc.assert(
      fc.property(pairs, fc.context(), ([writer, reader], context) => {
        if (!isCompatible(writer, reader)) return;
        compatible += 1;
        const check = takes(reader);
        for (const value of fc.sample(valuesOf(writer), { numRuns: VALUES, seed: compatible })) {
          context.log(JSON.stringify(value));
          if (!check(value)) throw new Error(`${JSON.stringify(value)} is not taken`);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // a comparison that calls nothing compatible would pass the above
    expect(compatible).toBeGreaterThan(RUNS / 10);
  });

  it('generates of a writer what that writer may write', () => {
    fc.assert(
      fc.property(
        schemas.chain((schema) => fc.tuple(fc.constant(schema), valuesOf(schema))),
        ([schema, value]) => takes(schema)(value),
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('calls every schema compatible with itself', () => {
    fc.assert(
      fc.property(schemas, (schema) => isCompatible(schema, schema)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('is transitive: what fits the first two fits the first and the third', () => {
    const triples = pairs.chain(([first, second]) =>
      fc.tuple(fc.constant(first), fc.constant(second), validEdit(second)),
    );
    fc.assert(
      fc.property(triples, ([first, second, third]) => {
        const isChain = isCompatible(first, second) && isCompatible(second, third);
        // an optional field that was left out and came back as something else breaks the chain, and is why every release is compared
        return !isChain || isCompatible(first, third) || hasForgotten(first, second, third);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

/** Whether the second has no word of a field that the first and the third have. */
function hasForgotten(first: Json, second: Json, third: Json): boolean {
  const names = [first, second, third].map(
    (schema) => new Set(JSON.stringify(schema).match(/"f\d"/g)),
  );
  const [a = new Set(), b = new Set(), c = new Set()] = names;
  return [...a].some((name) => c.has(name) && !b.has(name));
}
