import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatEnvFile } from './env-file.ts';

describe('env files', () => {
  it('are read by Node as they were meant', () => {
    const variables = {
      PLAIN: 'nats://127.0.0.1:4222',
      SPACES: 'Murmuration <shop@murmuration.example>',
      HASH: 'a#b $HOME \\n',
      APOSTROPHE: "it's",
      QUOTES: `both ' and "`,
      EMPTY: '',
    };
    expect(parseEnv(formatEnvFile(variables))).toEqual(variables);
  });

  it('refuse a value that the format cannot hold', () => {
    expect(() => formatEnvFile({ ODD: '\'"`' })).toThrow('The value of ODD');
  });
});
