import { defineAnswer } from '@murmuration/choreography';
import { getReservation } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { reservationsTable } from '../store/schema.ts';

const { orderId, status, lines, version } = reservationsTable;

export const answerGetReservation = defineAnswer(getReservation, async (wanted, database) => {
  const [found] = await database
    .select({ orderId, status, lines, version })
    .from(reservationsTable)
    .where(eq(orderId, wanted.orderId));
  return found ?? null;
});
