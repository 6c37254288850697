import { defineAnswer } from '@murmuration/choreography';
import { getStock } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { stockTable } from '../store/schema.ts';

const { sku, onHand, reserved, committed, restocked } = stockTable;

export const answerGetStock = defineAnswer(getStock, async (wanted, database) => {
  const [level] = await database
    .select({ sku, onHand, reserved, committed, restocked })
    .from(stockTable)
    .where(eq(sku, wanted.sku));
  return level ?? null;
});
