import { pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { defineStore } from '../definition/define-store.ts';
import { StoreCache } from './store-cache.ts';

const table = pgTable('thing', { id: text('id').primaryKey(), name: text('name').notNull() });
const cache = (): StoreCache => {
  const filled = new StoreCache(defineStore(table, 'id', 'things'));
  filled.fill(['a', 'b'], new Map([['a', { id: 'a', name: 'loaded' }]]));
  return filled;
};

describe('the states of a batch', () => {
  it('tell what was found, and what was not', () => {
    expect(cache().get('a')).toEqual({ id: 'a', name: 'loaded' });
    expect(cache().get('b')).toBeUndefined();
  });

  it('refuse a key that nobody asked for, and say where to name it', () => {
    expect(() => cache().get('c')).toThrow(
      `things "c" was not loaded; name this key in the reaction's keys`,
    );
  });

  it('are seen by later messages as earlier ones left them, and written once', () => {
    const states = cache();
    states.put({ id: 'a', name: 'first' });
    states.put({ id: 'a', name: 'second' });
    states.put({ id: 'd', name: 'new' });
    states.put({ id: 'b', name: 'new' });
    expect(states.get('a')).toEqual({ id: 'a', name: 'second' });
    expect(states.changes()).toEqual({
      inserts: [
        { id: 'b', name: 'new' },
        { id: 'd', name: 'new' },
      ],
      updates: [{ before: { id: 'a', name: 'loaded' }, after: { id: 'a', name: 'second' } }],
    });
  });

  it('that were only looked at are not written', () => {
    expect(cache().changes()).toEqual({ inserts: [], updates: [] });
  });
});
