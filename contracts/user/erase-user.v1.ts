import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier } from '../shared/identifiers.ts';
import { userEraseRejected } from './user-erase-rejected.v1.ts';

/**
 * Forget a person for good: profile, addresses, contact and account. Orders and payments stay, under an id that leads to
 * nobody. A person may ask it for himself, an operator for anybody.
 */
export const eraseUser = defineCommand({
  type: 'user.erase',
  version: 1,
  data: z.object({
    userId: identifier(),
    /** Tells two wishes for the same person apart; the user's id when left out. */
    requestId: identifier().optional(),
  }),
  id: (wish) => wish.requestId ?? wish.userId,
  key: (wish) => wish.userId,
  sentBy: 'anyone',
  rejection: userEraseRejected,
  examples: [
    { userId: 'u-Zk3vQ81xLw0rTbNc5aYd' },
    { userId: 'u-Zk3vQ81xLw0rTbNc5aYd', requestId: 'r-12' },
  ],
});
