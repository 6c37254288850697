import { z } from 'zod';

/** Personal data under the key of one person: `s1.` and base64url. Nobody reads it once that key is destroyed. */
export const sealed = z
  .string()
  .max(16_384)
  .regex(/^s1\.[A-Za-z0-9_-]{40,}$/, 'must be sealed personal data: s1. and base64url');
