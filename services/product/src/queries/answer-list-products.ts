import { defineAnswer } from '@murmuration/choreography';
import { listProducts } from '@murmuration/contracts';
import { asc, gt } from 'drizzle-orm';
import type { Product } from '../domain/product.ts';
import { productsTable } from '../store/schema.ts';
import { productViewOf } from './product-view.ts';

export const answerListProducts = defineAnswer(listProducts, async ({ after, limit }, database) => {
  const found = await database
    .select()
    .from(productsTable)
    .where(gt(productsTable.sku, after))
    .orderBy(asc(productsTable.sku))
    .limit(limit + 1);
  return pageOf(found, limit);
});

/** A page of the catalogue out of one product more than fits: that one tells whether a next page exists. */
export function pageOf(found: readonly Product[], limit: number) {
  const shown = found.slice(0, limit);
  const next = found.length > limit ? (shown.at(-1)?.sku ?? null) : null;
  return { products: shown.map(productViewOf), next };
}
