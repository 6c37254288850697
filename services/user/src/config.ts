import { runtimeSettings } from '@murmuration/choreography';
import { masterKeyFrom } from '@murmuration/personal-data';
import { z } from 'zod';
import { defaultPolicy } from './domain/user-policy.ts';

/** Of 32 random bytes nearly all are different; of a key that somebody typed, few. */
const LEAST_DIFFERENT_BYTES = 16;

/** The environment of this service: what the runtime needs, and what is its own. */
export const userSettings = runtimeSettings.extend({
  /** The key under which the keys of persons are kept: 32 random bytes in base64. Whoever loses it has erased everybody. */
  PERSONAL_DATA_KEY: z
    .string()
    .refine(isMasterKey, 'must be 32 random bytes in base64, as "openssl rand -base64 32" gives')
    .transform(masterKeyFrom),
  /** How long a person may take to confirm the mail address, in seconds. */
  PENDING_PROFILE_SECONDS: z.coerce.number().int().min(1).default(defaultPolicy.pendingSeconds),
});

function isMasterKey(text: string): boolean {
  try {
    return new Set(masterKeyFrom(text).export()).size >= LEAST_DIFFERENT_BYTES;
  } catch {
    return false;
  }
}
