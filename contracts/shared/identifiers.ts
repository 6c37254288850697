import { z } from 'zod';

const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, hyphens or underscores');

/** Ids are chosen by clients: short, and safe in a subject, a header and a URL. */
export const identifier = (): typeof id => id;

/** A stock keeping unit, as printed on the shelf. */
export const sku = (): typeof id => id;

/** A moment in ISO 8601, always UTC. */
export const instant = (): z.ZodISODateTime => z.iso.datetime();
