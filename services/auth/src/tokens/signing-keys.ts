import type { Database } from '@murmuration/choreography';
import type { PublicKey } from '@murmuration/contracts';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { z } from 'zod';
import type { Secrets } from '../crypto/secrets.ts';
import { signingKey } from '../domain/signing-key-plan.ts';
import { signingKeysTable } from '../store/schema.ts';

/** The key that signs at a moment. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

interface KnownKey {
  readonly kid: string;
  readonly signsFrom: Date;
  readonly publicKey: PublicKey;
  readonly sealed: string;
}

/** How long the keys are kept in memory. Much shorter than a new key stands in the table before it signs. */
const FRESH_MS = 30_000;
/** A key id that nobody knows, or a database that is away, makes us look at most this often. */
const UNKNOWN_MS = 2_000;

/** The private half as it is sealed. */
export const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});

/** The signing keys in the database, kept in memory for a short while. */
export class SigningKeys {
  private readonly secrets: Secrets;
  private known: readonly KnownKey[] = [];
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private reading: Promise<void> | undefined;
  private opened: Signer | undefined;

  constructor(secrets: Secrets) {
    this.secrets = secrets;
  }

  /** The key that signs now. Throws when there is none: housekeeping makes the first one before the service starts. */
  async signer(database: Database, now: Date): Promise<Signer> {
    await this.refresh(database, FRESH_MS);
    let key = signingKey(this.known, now);
    if (key === undefined) {
      await this.refresh(database, 0);
      key = signingKey(this.known, now);
    }
    if (key === undefined) throw new Error('there is no signing key yet');
    if (this.opened?.kid !== key.kid) this.opened = this.open(key);
    return this.opened;
  }

  /** The public half of a key; undefined when there is no such key, or none any more. */
  async publicKey(database: Database, kid: string): Promise<KeyObject | undefined> {
    await this.refresh(database, FRESH_MS);
    if (!this.known.some((key) => key.kid === kid)) await this.refresh(database, UNKNOWN_MS);
    const key = this.known.find((each) => each.kid === kid)?.publicKey;
    return key && createPublicKey({ key: { ...key }, format: 'jwk' });
  }

  /** While the database is away, what was read before goes on to count. */
  private async refresh(database: Database, freshMs: number): Promise<void> {
    const now = performance.now();
    if (now - this.readAt < freshMs) return;
    if (this.known.length > 0 && now - this.triedAt < UNKNOWN_MS) return;
    this.reading ??= this.read(database).finally(() => {
      this.reading = undefined;
    });
    await this.reading;
  }

  private async read(database: Database): Promise<void> {
    try {
      const rows = await database
        .select()
        .from(signingKeysTable)
        .orderBy(asc(signingKeysTable.signsFrom));
      this.known = rows.map(({ kid, signsFrom, publicKey, privateKey: sealed }) => {
        return { kid, signsFrom, publicKey, sealed };
      });
      this.readAt = performance.now();
    } catch (error) {
      if (this.known.length === 0) throw error;
    } finally {
      this.triedAt = performance.now();
    }
  }

  private open({ kid, sealed }: KnownKey): Signer {
    const key = privateJwk.parse(JSON.parse(this.secrets.openSigningKey(kid, sealed)));
    return { kid, privateKey: createPrivateKey({ key, format: 'jwk' }) };
  }
}
