import { defineAnswer } from '@murmuration/choreography';
import { listNotifications as listNotificationsQuery } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { correspondenceTable } from '../store/schema.ts';

/** Which mails one order has caused; none when we have not heard of it. */
export const listNotifications = defineAnswer(
  listNotificationsQuery,
  async ({ orderId }, database) => {
    const [row] = await database
      .select({ items: correspondenceTable.items })
      .from(correspondenceTable)
      .where(eq(correspondenceTable.orderId, orderId));
    const items = row?.items ?? [];
    return {
      notifications: items.map(({ kind, subjectId, status }) => ({ kind, subjectId, status })),
    };
  },
);
