import { defineAnswer } from '@murmuration/choreography';
import { getOrder } from '@murmuration/contracts';
import { and, eq } from 'drizzle-orm';
import { ordersTable } from '../store/schema.ts';
import { orderViewOf } from './order-view.ts';
import { ownedBy } from './owned-orders.ts';

export const answerGetOrder = defineAnswer(getOrder, async ({ orderId }, database, reader) => {
  const [order] = await database
    .select()
    .from(ordersTable)
    .where(and(eq(ordersTable.orderId, orderId), ownedBy(reader)));
  return order === undefined ? null : orderViewOf(order);
});
