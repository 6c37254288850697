import { describe, expect, it } from 'vitest';
import { newPersonKey } from './keys.ts';
import { keyRing } from './key-ring.ts';

const { signal } = new AbortController();

/** A ring whose owner has the keys of `people`, and says who was asked for. */
function ringOver(...people: readonly string[]) {
  const keys = new Map(people.map((person) => [person, newPersonKey()]));
  const asked: string[] = [];
  let now = 0;
  const ring = keyRing({
    load: (personId) => {
      asked.push(personId);
      return Promise.resolve(keys.get(personId) ?? null);
    },
    keepMs: 1_000,
    most: 2,
    clock: () => now,
  });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { ring, keys, asked, wait };
}

describe('a key ring', () => {
  it('asks once, and gives the same key for a while', async () => {
    const { ring, keys, asked, wait } = ringOver('ada');
    expect(await ring.keyOf('ada', signal)).toBe(keys.get('ada'));
    wait(999);
    expect(await ring.keyOf('ada', signal)).toBe(keys.get('ada'));
    expect(asked).toEqual(['ada']);
  });

  it('has no key of a person who was erased, once the while is over', async () => {
    const { ring, keys, wait } = ringOver('ada');
    await ring.keyOf('ada', signal);
    keys.delete('ada');
    wait(1_000);
    expect(await ring.keyOf('ada', signal)).toBeNull();
  });

  it('has no key at once of a person it is told to forget', async () => {
    const { ring, keys } = ringOver('ada');
    await ring.keyOf('ada', signal);
    keys.delete('ada');
    ring.forget('ada');
    expect(await ring.keyOf('ada', signal)).toBeNull();
  });

  it('does not remember that there was no key', async () => {
    const { ring, keys } = ringOver();
    expect(await ring.keyOf('ada', signal)).toBeNull();
    keys.set('ada', newPersonKey());
    expect(await ring.keyOf('ada', signal)).toBe(keys.get('ada'));
  });

  it('does not remember a failure', async () => {
    const key = newPersonKey();
    let isDown = true;
    const ring = keyRing({
      load: () => (isDown ? Promise.reject(new Error('user is down')) : Promise.resolve(key)),
    });
    await expect(ring.keyOf('ada', signal)).rejects.toThrow('user is down');
    isDown = false;
    expect(await ring.keyOf('ada', signal)).toBe(key);
  });

  it('keeps a bounded number, and drops the oldest', async () => {
    const { ring, asked } = ringOver('ada', 'bob', 'eve');
    for (const person of ['ada', 'bob', 'eve', 'eve', 'bob', 'ada']) {
      await ring.keyOf(person, signal);
    }
    expect(asked).toEqual(['ada', 'bob', 'eve', 'ada']);
  });
});
