import { accessTokenForm } from '@murmuration/contracts';
import { generateKeyPairSync } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { newKeyId } from '../crypto/ids.ts';
import type { Secrets } from '../crypto/secrets.ts';
import type { AuthPolicy } from '../domain/policy.ts';
import { planKeys } from '../domain/signing-key-plan.ts';
import { signingKeysTable } from '../store/schema.ts';
import { privateJwk } from './signing-keys.ts';

/** Makes the next signing key when its time has come, and forgets those whose tokens have expired. Replicas may do it at once: one of them does. */
export async function tendSigningKeys(
  database: PostgresJsDatabase,
  secrets: Secrets,
  policy: AuthPolicy,
  now: Date,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('murmuration.auth.signing-keys'))`);
    const keys = await tx
      .select({ kid: signingKeysTable.kid, signsFrom: signingKeysTable.signsFrom })
      .from(signingKeysTable);
    const { makeOneFrom, forget } = planKeys(keys, now, policy);
    if (makeOneFrom !== undefined) {
      await tx.insert(signingKeysTable).values(newSigningKey(secrets, makeOneFrom));
    }
    if (forget.length > 0) {
      await tx.delete(signingKeysTable).where(inArray(signingKeysTable.kid, [...forget]));
    }
  });
}

function newSigningKey(secrets: Secrets, signsFrom: Date): typeof signingKeysTable.$inferInsert {
  const kid = newKeyId();
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateJwk.parse(privateKey.export({ format: 'jwk' }));
  const { kty, crv, x } = jwk;
  return {
    kid,
    publicKey: { kty, crv, x, kid, use: 'sig', alg: accessTokenForm.algorithm },
    privateKey: secrets.sealSigningKey(kid, JSON.stringify(jwk)),
    signsFrom,
  };
}
