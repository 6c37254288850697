import { describe, expect, test } from 'vitest';
import { pipeline, type Settled } from './pipeline.ts';

async function all<Item, Value>(
  source: AsyncIterable<Settled<Item, Value>>,
): Promise<Settled<Item, Value>[]> {
  const settled: Settled<Item, Value>[] = [];
  for await (const one of source) settled.push(one);
  return settled;
}

describe('pipeline', () => {
  test('yields every item once, failures as values', async () => {
    const work = async (n: number) => {
      if (n % 3 === 0) throw new Error(`no ${n}`);
      return n * 10;
    };
    const settled = await all(pipeline([1, 2, 3, 4, 5], 2, work));
    const values = settled.filter((one) => one.ok).map(({ value }) => value);
    expect(new Set(values)).toEqual(new Set([10, 20, 40, 50]));
    expect(settled.filter((one) => !one.ok).map(({ error }) => error.message)).toEqual(['no 3']);
  });

  test('has as many items under way as it may, and never more', async () => {
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running -= 1;
    };
    await all(pipeline(Array.from({ length: 50 }), 7, work));
    expect(most).toBe(7);
  });

  test('yields in the order of completion', async () => {
    const slow = Promise.withResolvers<string>();
    const work = (name: string) => (name === 'slow' ? slow.promise : Promise.resolve(name));
    const results = pipeline(['slow', 'quick'], 2, work);
    expect((await results.next()).value).toMatchObject({ item: 'quick' });
    slow.resolve('slow');
    expect((await results.next()).value).toMatchObject({ item: 'slow' });
    expect((await results.next()).done).toBe(true);
  });
});
