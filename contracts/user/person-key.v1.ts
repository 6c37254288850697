import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { personal } from '../define/personal.ts';

/**
 * The key of one person, to open what was sealed under it. Null when there is none: never made, or destroyed by erasure. Who
 * keeps a copy may do so for a minute at most.
 */
export const personKey = defineRequest({
  type: 'user.person-key',
  version: 1,
  data: z.object({ userId: z.string().min(1).max(64) }),
  /** 32 bytes in base64. */
  result: z.object({ key: personal(z.base64().length(44)).nullable() }),
  access: 'internal',
  askedBy: ['notification'],
  examples: [
    {
      data: { userId: 'u-Zk3vQ81xLw0rTbNc5aYd' },
      result: { key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=' },
    },
    { data: { userId: 'u-gone' }, result: { key: null } },
  ],
});
