import { z } from 'zod';
import { personal } from '../define/personal.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** Where mail reaches a person. */
export const mailAddress = personal(z.email().max(254));

/** How a person wants to be called; any script, no control characters. */
export const personName = personal(
  z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'must have no line breaks or other control characters'),
);

/** Where parcels reach a person. */
export const postalAddress = z.object({
  recipient: text(200),
  lines: z.array(text(200)).min(1).max(4),
  city: text(100),
  postalCode: z.string().trim().max(20),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 country code such as DE'),
});
export type PostalAddress = z.infer<typeof postalAddress>;

/** The postal addresses of a person; the first is the preferred one. */
export const postalAddresses = personal(z.array(postalAddress).max(20));

/** Whom a mail is written to: what a sealed contact holds. */
export const contact = z.object({ email: mailAddress, name: personName });
export type Contact = z.infer<typeof contact>;
