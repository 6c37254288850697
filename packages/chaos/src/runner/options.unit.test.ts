import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const read = (...args: readonly string[]) => readOptions(args, () => 'fresh');

describe('the options of a chaos run', () => {
  it('plays everything once with a fresh seed by default', () => {
    expect(read()).toEqual({
      rounds: 1,
      seed: 'fresh',
      only: [],
      quick: false,
      list: false,
      json: false,
      mutants: undefined,
      report: undefined,
    });
  });

  it('takes names one by one or with commas', () => {
    expect(read('--only', '15,messages', '--only', 'calm')).toMatchObject({
      only: ['15', 'messages', 'calm'],
    });
    expect(read('--mutant', 'cursor,no-lease')).toMatchObject({ mutants: ['cursor', 'no-lease'] });
    expect(read('--mutants')).toMatchObject({ mutants: 'all' });
  });

  it('keeps a seed as it is', () => {
    expect(read('--seed', '0042', '--rounds', '3')).toMatchObject({ seed: '0042', rounds: 3 });
  });

  it.each([['--rounds', '0'], ['--rounds', 'many'], ['--unheard-of']])(
    'refuses %s %s',
    (...args) => {
      expect(() => read(...args)).toThrow(TypeError);
    },
  );

  it('helps', () => {
    expect(read('--help')).toBe('help');
  });
});
