import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { ada, profileView } from './profile.ts';

/** Who I am to the shop, or null when it has no profile of me. */
export const getMe = defineQuery({
  type: 'user.me',
  version: 1,
  params: z.object({}),
  result: profileView.nullable(),
  http: { method: 'GET', path: '/me' },
  access: 'own',
  examples: [{ params: {}, result: ada }],
});
