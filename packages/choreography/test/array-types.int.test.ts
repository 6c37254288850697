import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type postgres from 'postgres';
import { openPool } from '../src/index.ts';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase({ services: ['product'] });
  sql = openPool(database.urlOf('product'), 'array types', 1);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const ID = '01a206c3-5b71-79ba-9ed3-e1eae8cff867';
const TIME = new Date('2026-11-23T04:57:56.274Z');

describe('arrays on a pool', () => {
  it('come back as they were sent', async () => {
    const texts = [
      'plain',
      'with "quotes", commas and {braces}',
      String.raw`back\slash`,
      'null',
      '',
    ];
    const [row] = await sql`
      select ${texts}::text[] as texts, ${[ID]}::uuid[] as ids, ${[1, -2]}::int[] as numbers, ${[2 ** 40]}::bigint[] as large,
        ${[0.5]}::float8[] as fractions, array[true, false] as truths, array[${TIME}::timestamptz] as times,
        array['ab'::bytea] as bytes, '{}'::text[] as nothing, array[null, 'x'] as some`;
    expect(row).toEqual({
      texts,
      ids: [ID],
      numbers: [1, -2],
      large: [2 ** 40],
      fractions: [0.5],
      truths: [true, false],
      times: [TIME],
      bytes: [Buffer.from('ab')],
      nothing: [],
      some: [null, 'x'],
    });
  });

  it('are found in, by rows of theirs', async () => {
    const rows = await sql`select n from generate_series(1, 5) n where n = any(${[2, 4]})`;
    expect(rows.map(({ n }) => n as unknown)).toEqual([2, 4]);
  });
});
