import { defineAnswer } from '@murmuration/choreography';
import { getStock } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { stockTable } from '../store/schema.ts';

export const answerGetStock = defineAnswer(getStock, async ({ sku }, database) => {
  const [level] = await database.select().from(stockTable).where(eq(stockTable.sku, sku));
  return level ?? null;
});
