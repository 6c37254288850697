import { defineAnswer, onlyOwn } from '@murmuration/choreography';
import { listNotifications as listNotificationsQuery } from '@murmuration/contracts';
import { and, eq } from 'drizzle-orm';
import { correspondenceTable } from '../store/schema.ts';

/** Which mails one order has caused; none when we have not heard of it, or it is not the reader's. */
export const listNotifications = defineAnswer(
  listNotificationsQuery,
  async ({ orderId }, database, reader) => {
    const own = onlyOwn(reader);
    const [row] = await database
      .select({ items: correspondenceTable.items })
      .from(correspondenceTable)
      .where(
        and(
          eq(correspondenceTable.orderId, orderId),
          own === undefined ? undefined : eq(correspondenceTable.customerId, own),
        ),
      );
    const items = row?.items ?? [];
    return {
      notifications: items.map(({ kind, subjectId, status, failure: reason = null }) => ({
        kind,
        subjectId,
        status,
        reason,
      })),
    };
  },
);
