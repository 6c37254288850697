import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';
import { ada, profileView } from './profile.ts';

/**
 * Everything that the user context knows of me: the profile with all postal addresses, the roles, and when it began. Orders,
 * payments and mails are the other contexts' to tell (`order.list-mine`, `payment.get`, `notification.list`), under the same user
 * id; accounts hold no personal data but a keyed hash of the mail address. Null when the shop has no profile of me.
 */
export const exportUser = defineQuery({
  type: 'user.export',
  version: 1,
  params: z.object({}),
  result: z
    .object({
      /** The parts of what a shop may know that this document covers. */
      covers: z.array(z.enum(['profile', 'addresses', 'roles'])),
      profile: profileView,
      openedAt: instant(),
      activatedAt: instant().nullable(),
    })
    .nullable(),
  http: { method: 'GET', path: '/me/export' },
  access: 'own',
  examples: [
    {
      params: {},
      result: {
        covers: ['profile', 'addresses', 'roles'],
        profile: ada,
        openedAt: '2026-01-05T09:00:00.000Z',
        activatedAt: '2026-01-05T09:05:00.000Z',
      },
    },
  ],
});
