import { z } from 'zod';

/** What a person may do: everybody with a profile is a customer; operators are shop staff. */
export const role = z.enum(['customer', 'operator']);
export type Role = z.infer<typeof role>;
