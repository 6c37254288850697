import { defineAnswer, pageOf, readCursor } from '@murmuration/choreography';
import { listStock } from '@murmuration/contracts';
import { and, asc, gt, lt } from 'drizzle-orm';
import { z } from 'zod';
import { stockTable } from '../store/schema.ts';

const stockKey = z.tuple([z.string()]);
const { sku, onHand } = stockTable;

export const answerListStock = defineAnswer(
  listStock,
  async ({ below, cursor, limit }, database) => {
    const after = readCursor(stockKey, cursor);
    const found = await database
      .select()
      .from(stockTable)
      .where(and(after && gt(sku, after[0]), below === undefined ? undefined : lt(onHand, below)))
      .orderBy(asc(sku))
      .limit(limit + 1);
    return pageOf(
      found,
      limit,
      (level) => [level.sku],
      (level) => level,
    );
  },
);
