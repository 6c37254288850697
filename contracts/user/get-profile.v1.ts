import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { ada, profileView } from './profile.ts';

/** One person, for shop staff; null when there is no such person, or none any more. */
export const getProfile = defineQuery({
  type: 'user.profile',
  version: 1,
  params: z.object({ userId: z.string() }),
  result: profileView.nullable(),
  http: { method: 'GET', path: '/users/:userId' },
  access: 'operator',
  askedBy: ['auth'],
  examples: [{ params: { userId: 'u-Zk3vQ81xLw0rTbNc5aYd' }, result: ada }],
});
