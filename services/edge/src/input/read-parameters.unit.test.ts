import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';
import { type AddressTexts, readParameters } from './read-parameters.ts';

const schema = z.object({
  orderId: z.string().optional(),
  limit: z.int().min(1).default(20),
  price: z.number().optional(),
  open: z.boolean().optional(),
  tags: z.array(z.int()).readonly().optional(),
  q: z.string().nullable().optional(),
});

const read = (query: AddressTexts['query'], path: AddressTexts['path'] = {}): unknown =>
  readParameters(schema, { path, query });

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) {
      return (error.errors ?? []).map(({ field, code }) => `${field} ${code}`);
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parameters', () => {
  it.each<[AddressTexts['query'], object]>([
    [{}, { limit: 20 }],
    [{ limit: '7' }, { limit: 7 }],
    [
      { limit: '7', price: '-0.5' },
      { limit: 7, price: -0.5 },
    ],
    [{ open: 'true' }, { limit: 20, open: true }],
    [{ open: 'false' }, { limit: 20, open: false }],
    [{ tags: '1' }, { limit: 20, tags: [1] }],
    [{ tags: ['1', '2'] }, { limit: 20, tags: [1, 2] }],
    [{ q: '12' }, { limit: 20, q: '12' }],
  ])('%j are read as %j', (query, parameters) => {
    expect(read(query)).toEqual(parameters);
  });

  it('come from the path, too, and from there as they are', () => {
    expect(read({ limit: '3' }, { orderId: '7' })).toEqual({ orderId: '7', limit: 3 });
  });

  it.each<[AddressTexts['query'], string]>([
    [{ limit: '' }, 'limit invalid_type'],
    [{ limit: ' 7' }, 'limit invalid_type'],
    [{ limit: '0x10' }, 'limit invalid_type'],
    [{ limit: '07' }, 'limit invalid_type'],
    [{ limit: '1e3' }, 'limit invalid_type'],
    [{ limit: 'Infinity' }, 'limit invalid_type'],
    [{ limit: '9'.repeat(400) }, 'limit invalid_type'],
    [{ limit: '0' }, 'limit too_small'],
    [{ open: 'yes' }, 'open invalid_type'],
    [{ tags: ['1', 'x'] }, 'tags[1] invalid_type'],
    [{ limit: ['1', '2'] }, 'limit repeated_parameter'],
    [{ colour: 'red' }, 'colour unknown_parameter'],
    [{ toString: 'x' }, 'toString unknown_parameter'],
    [{ q: 'a\0b' }, 'q unstorable_text'],
  ])('%j are refused: %s', (query, problem) => {
    expect(problemsOf(() => read(query))).toEqual([problem]);
  });

  it('of the path are not given again after the question mark', () => {
    expect(problemsOf(() => read({ orderId: 'b' }, { orderId: 'a' }))).toEqual([
      'orderId unknown_parameter',
    ]);
  });

  it('name every one that is wrong', () => {
    expect(problemsOf(() => read({ limit: 'x', price: 'y' }))).toEqual([
      'limit invalid_type',
      'price invalid_type',
    ]);
  });

  it('are not read from a path with a hole in it', () => {
    expect(() => read({}, { orderId: '' })).toThrow('There is no such address');
  });
});
