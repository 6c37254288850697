import { getProduct, listProducts } from '@murmuration/contracts';
import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { productWith } from '../domain/product.fixtures.ts';
import { productsTable } from '../store/schema.ts';
import { answerGetProduct } from './answer-get-product.ts';
import { answerListProducts } from './answer-list-products.ts';

let server: TestDatabase;
let connection: postgres.Sql;
let database: ReturnType<typeof drizzle>;

const anybody = { kind: 'anonymous' } as const;
const catalogue = [
  productWith({ sku: 'cup-white', name: 'Cup', description: 'Porcelain.', priceAmount: 1_200 }),
  productWith({ sku: 'tea-001', name: 'Assam, 100 g', description: 'Malty.', priceAmount: 690 }),
  productWith({ sku: 'tea-002', name: 'Thé vert', description: 'From China.', priceAmount: 890 }),
  productWith({ sku: 'tea-003', name: 'Old Assam', description: '', status: 'retired' }),
  productWith({ sku: 'tea-004', name: 'Sencha', priceAmount: 1_500, currency: 'JPY' }),
];

beforeAll(async () => {
  server = await testDatabase({ services: ['product'] });
  connection = postgres(server.urlOf('product'), { max: 2, onnotice: () => undefined });
  database = drizzle(connection);
  await database.insert(productsTable).values(catalogue);
});
afterAll(async () => {
  await connection.end();
  await server.drop();
});

async function list(params: z.input<typeof listProducts.params> = {}) {
  const wanted = listProducts.params.parse(params);
  return listProducts.result.parse(await answerListProducts.answer(wanted, database, anybody));
}
const skus = async (params: object): Promise<string[]> =>
  (await list(params)).items.map(({ sku }) => sku);

describe('one product', () => {
  it('is answered as its contract promises, and null when there is none', async () => {
    const answer = await answerGetProduct.answer({ sku: 'tea-001' }, database, anybody);
    expect(getProduct.result.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ sku: 'tea-001', price: { amount: 690, currency: 'EUR' } });
    expect(await answerGetProduct.answer({ sku: 'tea-009' }, database, anybody)).toBeNull();
  });
});

describe('the catalogue', () => {
  it.each([1, 2, 4, 5, 100])('comes whole and each product once, %i at a time', async (limit) => {
    const seen: string[] = [];
    let page = await list({ limit });
    seen.push(...page.items.map(({ sku }) => sku));
    while (page.next !== null) {
      page = await list({ limit, cursor: page.next });
      seen.push(...page.items.map(({ sku }) => sku));
    }
    expect(seen).toEqual(catalogue.map(({ sku }) => sku));
  });

  it.each([
    [{ status: 'retired' }, ['tea-003']],
    [{ currency: 'JPY' }, ['tea-004']],
    [{ currency: 'EUR', minPrice: 890 }, ['cup-white', 'tea-002']],
    [{ currency: 'EUR', minPrice: 690, maxPrice: 890, status: 'on-sale' }, ['tea-001', 'tea-002']],
    [{ currency: 'CHF' }, []],
  ])('is narrowed down by %o', async (params, expected) => {
    expect(await skus(params)).toEqual(expected);
  });

  it('refuses a price without its currency', () => {
    expect(listProducts.params.safeParse({ minPrice: 1 }).error?.issues).toMatchObject([
      { path: ['currency'], params: { code: 'currency_missing' } },
    ]);
  });

  it('refuses a cursor that somebody made up', async () => {
    await expect(list({ cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('a search', () => {
  it.each([
    ['assam', ['tea-001', 'tea-003']],
    ['ASS', ['tea-001', 'tea-003']],
    ['assam 100', ['tea-001']],
    ['tea-00', ['tea-001', 'tea-002', 'tea-003', 'tea-004']],
    ['TEA-001', ['tea-001']],
    ['thé', ['tea-002']],
    ['malt', ['tea-001', 'tea-004']],
    ['porcelain cup', ['cup-white']],
    ['sam', []],
    ['!!!', []],
    ["' | 'tea", ['tea-001', 'tea-002', 'tea-003', 'tea-004']],
    [' ', catalogue.map(({ sku }) => sku)],
  ])('for "%s" finds %o', async (q, expected) => {
    expect(await skus({ q })).toEqual(expected);
  });

  it('goes with filters and pages', async () => {
    const first = await list({ q: 'assam', limit: 1 });
    expect(first.items.map(({ sku }) => sku)).toEqual(['tea-001']);
    expect(await skus({ q: 'assam', limit: 1, cursor: first.next ?? '' })).toEqual(['tea-003']);
    expect(await skus({ q: 'assam', status: 'on-sale' })).toEqual(['tea-001']);
  });

  it('is answered by its index', async () => {
    const plan = await database.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      return await tx.execute(
        sql`explain select * from products where words @@ to_tsquery('simple', '''assam'':*')`,
      );
    });
    expect(JSON.stringify(plan)).toContain('products_words');
  });
});
