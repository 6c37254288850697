import { describe, expect, it } from 'vitest';
import { LanePosition } from './lane-position.ts';

/** A small generator of numbers that are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

const none = (): boolean => false;

/** Settles positions in a random order, and keeps a plain set beside as the truth. */
function scenario(seed: number): { position: LanePosition; truth: Set<number>; high: number } {
  const random = numbers(seed);
  const position = LanePosition.parse('{}');
  const truth = new Set<number>();
  let high = 0;
  for (let step = 0; step < 200; step++) {
    const seq = 1 + (random.next().value % 120);
    high = Math.max(high, seq);
    if (random.next().value % 4 === 0) position.see(seq);
    else {
      position.settle(seq);
      truth.add(seq);
    }
  }
  return { position, truth, high };
}

describe.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'what is left without (%i)',
  (seed) => {
    const { position, truth, high } = scenario(seed);
    const { position: taken, truth: takenTruth } = scenario(seed + 1_000);
    const left = position.without(taken);

    it('is what was settled here and not there', () => {
      for (let seq = 1; seq <= high; seq++) {
        expect([seq, left.isSettled(seq)]).toEqual([seq, truth.has(seq) && !takenTruth.has(seq)]);
      }
      expect(left.count).toBe([...truth].filter((seq) => !takenTruth.has(seq)).length);
      expect(LanePosition.parse(left.toString()).toString()).toBe(left.toString());
    });
  },
);

describe.each(Array.from({ length: 40 }, (_, seed) => seed))('any history (%i)', (seed) => {
  const { position, truth, high } = scenario(seed);
  const all = Array.from({ length: high }, (_, at) => at + 1);

  it('P1: only what was settled is settled', () => {
    for (const seq of all) expect([seq, position.isSettled(seq)]).toEqual([seq, truth.has(seq)]);
    expect(position.isSettled(high + 1)).toBe(false);
  });

  it('P2: everything up to the mark is settled, and the next is not', () => {
    for (let seq = 1; seq <= position.settledUpTo; seq++) expect(truth.has(seq)).toBe(true);
    expect(truth.has(position.settledUpTo + 1)).toBe(false);
  });

  it('P3: every position that is not settled below a later one is a hole', () => {
    expect([...position.holes(none)]).toEqual(all.filter((seq) => !truth.has(seq)));
  });

  it('is the same after it was written and read', () => {
    const read = LanePosition.parse(position.toString());
    expect(read.toString()).toBe(position.toString());
    for (const seq of all) expect(read.isSettled(seq)).toBe(truth.has(seq));
  });

  it('has copies that go their own way', () => {
    const copy = position.copy();
    const before = position.toString();
    for (const seq of all) copy.settle(seq);
    expect(copy.toString()).toBe(`{[1,${high + 1})}`);
    expect(position.toString()).toBe(before);
  });
});

describe('a multirange', () => {
  it.each(['{}', '{[1,5)}', '{[3,4)}', '{[1,5),[7,9),[11,12)}'])(
    '%s is read and written',
    (text) => {
      expect(LanePosition.parse(text).toString()).toBe(text);
    },
  );

  it('has holes beneath its last range, but not those that are known', () => {
    const position = LanePosition.parse('{[1,5),[7,9)}');
    expect([...position.holes(none)]).toEqual([5, 6]);
    expect([...position.holes((seq) => seq === 5)]).toEqual([6]);
    expect(position.settledUpTo).toBe(4);
  });

  it('is asked for holes up to a position, and looks at none above it', () => {
    const position = LanePosition.parse('{[1,5),[7,9)}');
    position.see(1_000_000_000);
    expect(position.holesUpTo(10, none)).toEqual([5, 6, 9, 10]);
  });

  it('takes in another', () => {
    const position = LanePosition.parse('{[1,5),[7,9)}');
    position.add(LanePosition.parse('{[4,6),[9,11)}'));
    expect(position.toString()).toBe('{[1,6),[7,11)}');
  });
});
