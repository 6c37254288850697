import { defineAnswer, pageOf, readCursor } from '@murmuration/choreography';
import { listProducts } from '@murmuration/contracts';
import { and, asc, eq, gt, gte, lte, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { productsTable } from '../store/schema.ts';
import { productViewOf } from './product-view.ts';
import { wordsOfSearch } from './words-of-search.ts';

const productKey = z.tuple([z.string()]);
const { sku, status, currency, priceAmount } = productsTable;

export const answerListProducts = defineAnswer(listProducts, async (wanted, database) => {
  const after = readCursor(productKey, wanted.cursor);
  const found = await database
    .select()
    .from(productsTable)
    .where(
      and(
        after && gt(sku, after[0]),
        given(wanted.status, (only) => eq(status, only)),
        given(wanted.currency, (code) => eq(currency, code)),
        given(wanted.minPrice, (least) => gte(priceAmount, least)),
        given(wanted.maxPrice, (most) => lte(priceAmount, most)),
        given(wanted.q, hasWords),
      ),
    )
    .orderBy(asc(sku))
    .limit(wanted.limit + 1);
  return pageOf(found, wanted.limit, (product) => [product.sku], productViewOf);
});

/** A search without any word in it finds nothing; an empty one is none. */
function hasWords(text: string): SQL | undefined {
  if (text.trim() === '') return undefined;
  const search = wordsOfSearch(text);
  if (search === undefined) return sql`false`;
  return sql`${productsTable}.words @@ to_tsquery('simple', ${search})`;
}

function given<Value>(
  value: Value | undefined,
  condition: (value: Value) => SQL | undefined,
): SQL | undefined {
  return value === undefined ? undefined : condition(value);
}
