import { runtimeSettings } from '@murmuration/choreography';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { defaultPolicy, type AuthPolicy } from './domain/policy.ts';

const KEY_BYTES = 32;
/** 32 random bytes have some 30 different values; a phrase or a pattern has far fewer. */
const FEWEST_DIFFERENT = 20;
const HOW = 'must be 32 random bytes in base64; "openssl rand -base64 32" makes some';

/** Half of the cores, and never the whole thread pool: whatever else the machine does goes on beside a burst of sign-ins. */
const usualConcurrency = Math.min(Math.max(Math.floor(availableParallelism() / 2), 1), 3);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const { attempts } = defaultPolicy;

const masterKey = z
  .string()
  .transform((text) => bytesOf(text))
  .refine((key) => key.length === KEY_BYTES, HOW);

const count = (least: number, most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(least).max(most).default(usual);

/** The environment variables of the auth service. */
export const authSettings = runtimeSettings
  .extend({
    NODE_ENV: z.string().optional(),
    /** The master key. It stays the same for the life of the database. */
    AUTH_KEY_SECRET: masterKey,
    /** Who signs access tokens; the edge expects the same. */
    AUTH_ISSUER: z.url({ protocol: /^https?$/ }).default(defaultPolicy.issuer),
    ACCESS_TOKEN_SECONDS: count(30, 3_600, defaultPolicy.accessTokenSeconds),
    SESSION_IDLE_DAYS: count(1, 365, defaultPolicy.sessionIdleMs / DAY_MS),
    SESSION_DAYS: count(1, 365, defaultPolicy.sessionMs / DAY_MS),
    SIGNING_KEY_DAYS: count(1, 365, defaultPolicy.signingKeyMs / DAY_MS),
    SIGNING_KEY_LEAD_MINUTES: count(5, 720, defaultPolicy.signingKeyLeadMs / MINUTE_MS),
    HASH_CONCURRENCY: count(1, 64, usualConcurrency),
    HASH_QUEUE: count(0, 10_000, 64),
    FREE_ATTEMPTS_PER_ACCOUNT: count(1, 1_000, attempts.perAccount.free),
    FREE_ATTEMPTS_PER_ADDRESS: count(1, 1_000_000, attempts.perAddress.free),
    FREE_MAILS_PER_ADDRESS: count(1, 1_000, attempts.mails.free),
    /** Where mail is handed over: `smtp://user:password@host:587`. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }),
    MAIL_FROM: z.string().min(3).default('Murmuration <shop@murmuration.example>'),
    /** The seed of the account that signs for the broker, `SA…`; without it auth answers no broker. */
    BROKER_ISSUER_SEED: z
      .string()
      .regex(/^SA[A-Z2-7]{56}$/, 'must be the seed of a NATS account: SA and 56 letters')
      .optional(),
  })
  .check(({ value, issues }) => {
    if (value.NODE_ENV !== 'production') return;
    const refuse = (variable: string, message: string) =>
      issues.push({ code: 'custom', path: [variable], message, input: undefined });
    if (new Set(value.AUTH_KEY_SECRET).size < FEWEST_DIFFERENT) refuse('AUTH_KEY_SECRET', HOW);
    if (!value.AUTH_ISSUER.startsWith('https:') || value.AUTH_ISSUER === defaultPolicy.issuer) {
      refuse('AUTH_ISSUER', 'must be an https address of your own in production');
    }
  });

export type AuthSettings = z.infer<typeof authSettings>;

/** What the settings say of accounts and sessions. */
export function policyOf(settings: AuthSettings): AuthPolicy {
  return {
    ...defaultPolicy,
    issuer: settings.AUTH_ISSUER,
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    sessionIdleMs: settings.SESSION_IDLE_DAYS * DAY_MS,
    sessionMs: settings.SESSION_DAYS * DAY_MS,
    signingKeyMs: settings.SIGNING_KEY_DAYS * DAY_MS,
    signingKeyLeadMs: settings.SIGNING_KEY_LEAD_MINUTES * MINUTE_MS,
    attempts: {
      perAccount: { ...attempts.perAccount, free: settings.FREE_ATTEMPTS_PER_ACCOUNT },
      perAddress: { ...attempts.perAddress, free: settings.FREE_ATTEMPTS_PER_ADDRESS },
      mails: { ...attempts.mails, free: settings.FREE_MAILS_PER_ADDRESS },
    },
  };
}

/** Base64 in either alphabet, or hexadecimal; what is none of them has no bytes. */
function bytesOf(text: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return new Uint8Array();
  return Buffer.from(text, 'base64');
}
