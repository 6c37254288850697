import { describe, expect, it } from 'vitest';
import { Edges } from './edges.ts';

describe('what leads to an end', () => {
  it('is found through circles, and a circle without a way out is not among it', () => {
    const edges = new Edges();
    for (const [from, to] of [
      [0, 1],
      [1, 0],
      [1, 2],
      [0, 3],
      [3, 4],
      [4, 3],
    ] as const) {
      edges.add(from, to);
    }
    expect([...edges.leadingTo([2], 5)]).toEqual([1, 1, 1, 0, 0]);
  });
});
