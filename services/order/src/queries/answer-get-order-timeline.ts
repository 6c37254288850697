import { defineAnswer } from '@murmuration/choreography';
import { getOrderTimeline } from '@murmuration/contracts';
import { and, eq } from 'drizzle-orm';
import { ordersTable } from '../store/schema.ts';
import { orderTimelineOf } from './order-timeline.ts';
import { ownedBy } from './owned-orders.ts';

export const answerGetOrderTimeline = defineAnswer(
  getOrderTimeline,
  async ({ orderId }, database, reader) => {
    const [order] = await database
      .select()
      .from(ordersTable)
      .where(and(eq(ordersTable.orderId, orderId), ownedBy(reader)));
    return order === undefined ? null : orderTimelineOf(order);
  },
);
