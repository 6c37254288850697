import { boolean, integer, jsonb, pgTable, real, text, timestamp } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { defineStore } from '../definition/define-store.ts';
import { storeStatements } from './store-statements.ts';

const basket = pgTable('basket', {
  basketId: text('id').primaryKey(),
  lines: jsonb('lines').$type<readonly string[]>().notNull(),
  isOpen: boolean('is_open').notNull(),
  size: integer('size'),
  filledAt: timestamp('filled_at', { withTimezone: true }).notNull(),
});
const statements = storeStatements(defineStore(basket, 'basketId', 'baskets'));
const filledAt = new Date('2026-01-05T09:00:00.000Z');
const full = { basketId: 'a', lines: ['tea'], isOpen: true, size: 1, filledAt };
const empty = { basketId: 'b', lines: [], isOpen: false, size: null, filledAt };

describe('the statements of a store', () => {
  it('lock rows in key order, or only look', () => {
    expect(statements.load).toBe(
      'select "id" as "basketId", "lines" as "lines", "is_open" as "isOpen", "size" as "size", "filled_at" as "filledAt" ' +
        'from "basket" where "id" = any($1::text[]) order by "id" for update',
    );
    expect(statements.look).not.toContain('for update');
  });

  it('carry a whole set in arrays, booleans as text, json as texts that need no quoting', () => {
    expect(statements.insert([full]).text).toBe(
      'insert into "basket" ("id", "lines", "is_open", "size", "filled_at") ' +
        'select u."id", u."lines"::jsonb, u."is_open"::boolean, u."size", u."filled_at" ' +
        String.raw`from unnest($1::text[], string_to_array($2::text, E'\x1e', E'\x1f'), $3::text[], $4::integer[], $5::timestamp with time zone[]) ` +
        'as u("id", "lines", "is_open", "size", "filled_at")',
    );
  });

  it('update the columns that some state changes, and no others', () => {
    const changes = [
      { before: full, after: { ...full, isOpen: false } },
      { before: empty, after: { ...empty, size: 2 } },
    ];
    expect(statements.update(changes)).toEqual({
      text:
        'update "basket" t set "is_open" = u."is_open"::boolean, "size" = u."size" ' +
        'from unnest($1::text[], $2::text[], $3::integer[]) as u("id", "is_open", "size") where t."id" = u."id"',
      parameters: [
        ['a', 'b'],
        ['false', 'false'],
        [1, 2],
      ],
    });
  });

  it('update nothing when a state is saved as it was', () => {
    expect(statements.update([{ before: full, after: { ...full } }])).toBeUndefined();
  });

  it('turn states into columns', () => {
    expect(statements.insert([full, empty]).parameters).toEqual([
      ['a', 'b'],
      '["tea"]\u001E[]',
      ['true', 'false'],
      [1, null],
      [filledAt.toISOString(), filledAt.toISOString()],
    ]);
    expect(statements.keyOf({ basketId: 'a' })).toBe('a');
  });

  it('refuse what is no state, and columns they cannot carry', () => {
    expect(() => statements.insert(['a'])).toThrow('a state must be an object');
    const scale = pgTable('scale', { id: text('id').primaryKey(), weight: real('weight') });
    expect(() => storeStatements(defineStore(scale, 'id', 'scales'))).toThrow(
      'scale.weight: a store cannot carry type real',
    );
  });
});
