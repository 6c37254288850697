import { ConfigError, openPool } from '@murmuration/choreography';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { AuthPolicy } from '../domain/policy.ts';
import { tendSigningKeys } from '../tokens/tend-signing-keys.ts';
import type { AuthTools } from '../tools.ts';
import { sweep } from './sweep.ts';

/** Tokens and codes that have expired are refused anyway: sweeping only keeps the tables small. */
const SWEEP_MS = 5 * 60_000;
const LONGEST_TEND_MS = 60_000;

export interface Housekeeping {
  /** Lets what is under way end, then stops. */
  close(): Promise<void>;
}

/** Looks after signing keys and expired rows, now and regularly. The first signing key stands when it returns. Throws a `ConfigError` when the database is of no use. */
export async function startHousekeeping(
  databaseUrl: string,
  { secrets, keys, policy, journal }: Pick<AuthTools, 'secrets' | 'keys' | 'policy' | 'journal'>,
): Promise<Housekeeping> {
  const pool = openPool(databaseUrl, 'auth housekeeping', 1);
  const database = drizzle(pool);
  let working: Promise<void> = Promise.resolve();
  const regularly = (everyMs: number, what: string, work: (now: Date) => Promise<void>) =>
    setInterval(() => {
      working = working.then(async () => {
        try {
          await work(new Date());
        } catch (error) {
          const reason = error instanceof Error ? error.name : 'unknown';
          journal.warn({ reason }, `${what} failed; tried again soon`);
        }
      });
    }, everyMs);
  const tend = (now: Date) => tendSigningKeys(database, secrets, policy, now);
  try {
    await tend(new Date());
    // opens a sealed key: under another master key than before nobody could sign in, and every address would be unknown
    await keys.signer(database, new Date());
  } catch (error) {
    await pool.end({ timeout: 1 });
    const how =
      'DATABASE_URL must lead to a migrated database, and AUTH_KEY_SECRET be the one it began with';
    throw new ConfigError(`auth cannot look after its signing keys: ${String(error)}. ${how}.`, {
      cause: error,
    });
  }
  const timers = [
    regularly(tendEveryMs(policy), 'looking after the signing keys', tend),
    regularly(SWEEP_MS, 'removing what has expired', (now) => sweep(database, now)),
  ];
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await working;
      await pool.end({ timeout: 2 });
    },
  };
}

/** Often enough that a key is made well within its lead. */
const tendEveryMs = ({ signingKeyLeadMs }: AuthPolicy): number =>
  Math.max(Math.min(signingKeyLeadMs / 4, LONGEST_TEND_MS), 100);
