import { testDatabase, useLeakChecks } from '@murmuration/testkit';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { arrayLiteral } from '../src/postgres/array-literal.ts';

useLeakChecks();

it('every text comes back from Postgres as it was written', async () => {
  const texts = [
    'order-1',
    'null',
    '',
    ' ',
    '{}',
    '"',
    '\\',
    `'`,
    ',',
    '\n',
    'a\tb',
    '😀',
    '{"a":"b\\"c"}',
  ];
  const database = await testDatabase({ services: [] });
  const sql = postgres(database.adminUrl, { max: 1 });
  const rows = await sql`select unnest(${arrayLiteral([...texts, null])}::text::text[]) as back`;
  const bytes =
    await sql`select unnest(${arrayLiteral([new Uint8Array([0, 255])])}::text::bytea[]) as back`;
  await sql.end();
  await database.drop();
  expect(rows.map(({ back }): unknown => back)).toEqual([...texts, null]);
  expect(bytes.map(({ back }): unknown => back)).toEqual([Buffer.from([0, 255])]);
});
