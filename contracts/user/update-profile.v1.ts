import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { personName, postalAddresses } from './person.ts';
import { ada, adaAtHome, profileView } from './profile.ts';

/** Change one's own name or postal addresses. What is left out stays. A mail address changes with the account, not here. */
export const updateProfile = defineRequest({
  type: 'user.update-profile',
  version: 1,
  data: z.object({
    name: personName.optional(),
    /** All of them, the preferred one first. */
    addresses: postalAddresses.optional(),
  }),
  result: profileView,
  access: 'own',
  maxBytes: 65_536,
  examples: [{ data: { addresses: [adaAtHome] }, result: ada }],
});
