import { closeBroker, connectBroker, openPool } from '@murmuration/choreography';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { AuthSettings } from '../config.ts';
import { isOpenSession } from '../store/sessions.ts';
import { accessTokenVerifier } from '../tokens/access-token.ts';
import type { AuthTools } from '../tools.ts';
import { openBrokerDoor, type BrokerDoor } from './open-broker-door.ts';
import { withSession } from './with-session.ts';

/**
 * Opens the broker's door on a connection of its own, so that somebody can still connect while requests fill the other one. Opens nothing when the settings
 * name no issuer. Throws a `ConfigError` when the broker cannot be reached.
 */
export async function startBrokerDoor(
  settings: AuthSettings,
  { keys, policy: { issuer }, journal }: Pick<AuthTools, 'keys' | 'policy' | 'journal'>,
): Promise<BrokerDoor | undefined> {
  const { BROKER_ISSUER_SEED: issuerSeed, DATABASE_URL } = settings;
  if (issuerSeed === undefined) return undefined;
  const connection = await connectBroker('auth', settings);
  const pool = openPool(DATABASE_URL, 'auth door', 1);
  const database = drizzle(pool);
  const isOurs = accessTokenVerifier({ issuer, keyOf: (kid) => keys.publicKey(database, kid) });
  const verify = withSession(isOurs, ({ sid, sub }) =>
    isOpenSession(database, { sessionId: sid, userId: sub }, new Date()),
  );
  const door = openBrokerDoor({ connection, issuerSeed, verify, journal });
  await connection.flush();
  return {
    close: async () => {
      await door.close();
      await closeBroker(connection);
      await pool.end({ timeout: 2 });
    },
  };
}
