import { describe, expect, it } from 'vitest';
import { ByteWatch } from './byte-watch.ts';

const look = (pattern: string, ...chunks: readonly string[]): readonly (number | undefined)[] => {
  const watch = new ByteWatch(Buffer.from(pattern));
  return chunks.map((chunk) => watch.look(Buffer.from(chunk)));
};

describe('a watch for bytes', () => {
  it('tells where the pattern begins', () => {
    expect(look('STOP', 'go STOP now')).toEqual([3]);
    expect(look('STOP', 'go', ' on')).toEqual([undefined, undefined]);
  });

  it('finds a pattern across chunks', () => {
    expect(look('STOP', 'go ST', 'OP')).toEqual([undefined, 0]);
    expect(look('STOP', 'S', 'T', 'O', 'P')).toEqual([undefined, undefined, undefined, 0]);
    expect(look('STOP', 'STSTO', 'xSTOP')).toEqual([undefined, 1]);
  });

  it('refuses to watch for nothing', () => {
    expect(() => new ByteWatch(Buffer.alloc(0))).toThrow('at least one byte');
  });
});
