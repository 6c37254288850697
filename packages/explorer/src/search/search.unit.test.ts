import { describe, expect, it } from 'vitest';
import { scenarios } from '../scenarios/catalogue.ts';
import { sagaModel } from '../scenarios/saga.ts';
import { SagaProperties } from '../properties/saga-properties.ts';
import { Search } from './search.ts';
import { Space } from './space.ts';

/** Two orders over one unit, small enough to be followed without any reduction: nobody cancels. */
async function searched(isReduced: boolean) {
  const model = sagaModel({ orders: 2, pieces: 1, cancels: false, faults: new Map() });
  const space = new Space(model);
  const options = { isReduced, mostStates: 200_000, until: performance.now() + 60_000 };
  return new Search(space, new SagaProperties(space, []), options).run();
}

describe('a search', () => {
  it('comes to the same ends whether orders go on by themselves first or not, over fewer states', async () => {
    const [reduced, whole] = [await searched(true), await searched(false)];
    expect(whole.stopped).toBeUndefined();
    expect(whole.violations).toEqual([]);
    expect(reduced.rests).toBe(whole.rests);
    expect(Object.fromEntries(reduced.endings)).toEqual(Object.fromEntries(whole.endings));
    expect(reduced.states).toBeLessThan(whole.states / 4);
  }, 60_000);

  it('says that it stopped, and claims nothing beyond', async () => {
    const space = new Space(sagaModel({ orders: 1, pieces: 1, cancels: true, faults: new Map() }));
    const options = { isReduced: false, mostStates: 50, until: Infinity };
    const found = await new Search(space, new SagaProperties(space, []), options).run();
    expect(found.stopped).toBe('the limit of states');
  });

  it('has scenarios of different names, some for every day', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(scenarios.filter(({ isQuick }) => isQuick).length).toBeGreaterThan(3);
  });
});
