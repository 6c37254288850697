import { defineAnswer } from '@murmuration/choreography';
import { getOrder } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { ordersTable } from '../store/schema.ts';
import { orderViewOf } from './order-view.ts';

export const answerGetOrder = defineAnswer(getOrder, async ({ orderId }, database) => {
  const [order] = await database.select().from(ordersTable).where(eq(ordersTable.orderId, orderId));
  return order === undefined ? null : orderViewOf(order);
});
