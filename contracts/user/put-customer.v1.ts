import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { identifier } from '../shared/identifiers.ts';
import { mailAddress, personName } from './person.ts';

/**
 * Make a customer, or change how one is reached, without an account: for a shop whose customers are kept elsewhere, for
 * demonstrations and tests. The same again changes nothing. Refused with 409 `erased` for an id whose person was erased.
 */
export const putCustomer = defineRequest({
  type: 'user.put-customer',
  version: 1,
  data: z.object({ userId: identifier(), email: mailAddress, name: personName }),
  result: z.object({ userId: z.string(), version: z.int() }),
  access: 'operator',
  examples: [
    {
      data: { userId: 'ada', email: 'ada@example.com', name: 'Ada Lovelace' },
      result: { userId: 'ada', version: 1 },
    },
  ],
});
