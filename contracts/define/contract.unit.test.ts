import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContractViolation, decode, encode } from './contract.ts';
import { defineEvent } from './define-event.ts';
import { fieldPath } from './problem.ts';

const line = z.object({ sku: z.string(), quantity: z.int().min(1) });
const basketFilled = defineEvent({
  type: 'basket.filled',
  version: 3,
  data: z.object({ basketId: z.string(), lines: z.array(line), note: z.string().default('') }),
  key: (basket) => basket.basketId,
  examples: [{ basketId: 'b-1', lines: [{ sku: 'tea', quantity: 1 }], note: '' }],
  previous: {
    1: {
      schema: z.object({ id: z.string(), sku: z.string() }),
      upcast: ({ id, sku }: { id: string; sku: string }) => ({
        basketId: id,
        lines: [{ sku, quantity: 1 }],
        note: '',
      }),
    },
  },
});
const basket = { basketId: 'b-1', lines: [{ sku: 'tea', quantity: 2 }], note: 'a gift' };

function violationOf(act: () => unknown): ContractViolation {
  try {
    act();
  } catch (error) {
    if (error instanceof ContractViolation) return error;
    throw error;
  }
  throw new Error('nothing was violated');
}

describe('defining a contract', () => {
  it('names it after its type and version', () => {
    expect(basketFilled).toMatchObject({ name: 'basket.filled.v3', context: 'basket' });
    expect(basketFilled.of(basket)).toEqual({
      name: 'basket.filled.v3',
      contract: basketFilled,
      data: basket,
    });
  });

  it.each(['filled', 'basket.Filled', 'basket.filled.twice', 'basket.-filled', 'basket_filled.x'])(
    'refuses the type "%s"',
    (type) => {
      const data = z.object({ id: z.string() });
      const specification = { type, version: 1, data, examples: [{ id: 'a' }] } as const;
      expect(() => defineEvent({ ...specification, key: ({ id }) => id })).toThrow(
        `contract type "${type}" is not <context>.<name> in kebab-case`,
      );
    },
  );
});

describe('encoding', () => {
  it('lets through what the contract allows', () => {
    expect(encode(basketFilled, basket)).toEqual(basket);
  });

  it.each([
    ['colour', { ...basket, colour: 'red' }],
    ['lines[0].colour', { ...basket, lines: [{ sku: 'tea', quantity: 2, colour: 'red' }] }],
    [
      'lines[1].colour',
      { ...basket, lines: [...basket.lines, { sku: 'cup', quantity: 1, colour: 'red' }] },
    ],
  ])('refuses the extra field %s by its path', (field, data) => {
    const violation = violationOf(() => encode(basketFilled, data));
    expect(violation.problems).toEqual([
      { field, code: 'unknown_field', message: 'is not part of the contract' },
    ]);
    expect(violation.message).toBe(
      `basket.filled.v3 breaks its contract: ${field}: is not part of the contract`,
    );
  });

  it('lets an extra field pass that is undefined, as JSON leaves it out', () => {
    expect(encode(basketFilled, Object.assign({ colour: undefined }, basket))).toEqual(basket);
  });

  it('names every field that breaks the schema', () => {
    const wrong = { ...basket, lines: [{ sku: 'tea', quantity: 0 }], basketId: 'b' };
    const both = { ...wrong, lines: [...wrong.lines, { sku: 'cup', quantity: 0.5 }] };
    const { problems } = violationOf(() => encode(basketFilled, both));
    expect(problems.map((problem) => problem.field)).toEqual([
      'lines[0].quantity',
      'lines[1].quantity',
    ]);
  });
});

describe('decoding', () => {
  it('names no more problems than anybody wants to hear of, and none at length', () => {
    const lines = Array.from({ length: 10_000 }, () => 7);
    const decoded = decode(basketFilled, 3, { ...basket, lines });
    if (decoded.ok) throw new Error('it is not valid');
    expect(decoded.problems).toHaveLength(51);
    expect(decoded.problems.at(-1)).toEqual({
      field: '$',
      code: 'more_problems',
      message: 'and 9950 more',
    });
    expect(JSON.stringify(decoded.problems).length).toBeLessThan(10_000);
  });

  it('drops unknown fields at any depth', () => {
    const lines = [{ sku: 'tea', quantity: 2, colour: 'red' }];
    expect(decode(basketFilled, 3, { ...basket, lines, colour: 'red' })).toEqual({
      ok: true,
      data: basket,
    });
  });

  it('fills in a field that has a default', () => {
    expect(decode(basketFilled, 3, { basketId: 'b-1', lines: [] })).toEqual({
      ok: true,
      data: { basketId: 'b-1', lines: [], note: '' },
    });
  });

  it('brings an old version forward', () => {
    expect(decode(basketFilled, 1, { id: 'b-1', sku: 'tea', unknown: 1 })).toEqual({
      ok: true,
      data: { basketId: 'b-1', lines: [{ sku: 'tea', quantity: 1 }], note: '' },
    });
  });

  it('checks an old version against its own schema', () => {
    expect(decode(basketFilled, 1, basket)).toMatchObject({
      ok: false,
      problems: [{ field: 'id' }, { field: 'sku' }],
    });
  });

  it.each([2, 4, 0])('refuses version %i and names the known ones', (version) => {
    expect(decode(basketFilled, version, basket)).toEqual({
      ok: false,
      problems: [
        {
          field: 'ce-type',
          code: 'unknown_version',
          message: `version ${version} of basket.filled is unknown; known: 1, 3`,
        },
      ],
    });
  });

  it.each([null, 'text', 7, []])('refuses %j, which is no object', (raw) => {
    expect(decode(basketFilled, 3, raw)).toMatchObject({
      ok: false,
      problems: [{ field: '$', code: 'invalid_type' }],
    });
  });
});

describe('the path of a field', () => {
  it.each([
    [[], '$'],
    [['email'], 'email'],
    [['lines', 0, 'unitPrice', 'amount'], 'lines[0].unitPrice.amount'],
    [[2, 'sku'], '[2].sku'],
  ])('of %j is %s', (path, text) => {
    expect(fieldPath(path)).toBe(text);
  });
});
