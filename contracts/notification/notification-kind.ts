import { z } from 'zod';

/** What a mail tells. */
export const notificationKind = z.enum(['confirmed', 'cancelled', 'refunded']);
export type NotificationKind = z.infer<typeof notificationKind>;
