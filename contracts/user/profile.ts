import { z } from 'zod';
import { mailAddress, personName, postalAddresses } from './person.ts';
import { role } from './role.ts';

/** A person as the person and shop staff see it. */
export const profileView = z.object({
  userId: z.string(),
  /** Pending until the mail address is confirmed. */
  status: z.enum(['pending', 'active']),
  email: mailAddress,
  name: personName,
  addresses: postalAddresses,
  roles: z.array(role),
  version: z.int(),
});
export type ProfileView = z.infer<typeof profileView>;

/** For the examples of contracts. */
export const adaAtHome = {
  recipient: 'Ada Lovelace',
  lines: ['12 St James’s Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** For the examples of contracts. */
export const ada: ProfileView = {
  userId: 'u-Zk3vQ81xLw0rTbNc5aYd',
  status: 'active',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  addresses: [adaAtHome],
  roles: ['customer'],
  version: 2,
};
