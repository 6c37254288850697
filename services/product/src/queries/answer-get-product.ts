import { defineAnswer } from '@murmuration/choreography';
import { getProduct } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { productsTable } from '../store/schema.ts';
import { productViewOf } from './product-view.ts';

export const answerGetProduct = defineAnswer(getProduct, async ({ sku }, database) => {
  const [product] = await database.select().from(productsTable).where(eq(productsTable.sku, sku));
  return product === undefined ? null : productViewOf(product);
});
