import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';

/** The public keys by which auth signs. */
export interface KeySet {
  /** The key of this id. Throws a `ProblemError` `token_refused` when there is none, `keys_unavailable` when none is known at all. */
  find(kid: string): Promise<CryptoKey>;
}

export interface KeySetOptions {
  /** Asks auth for its keys, as JSON text. */
  readonly fetch: () => Promise<string>;
  /** Auth is asked at most this often, in milliseconds, however many unknown ids come. */
  readonly pauseMs: number;
  /** The same while no key is known at all: whoever waits for auth to start waits no longer than it takes. */
  readonly firstPauseMs: number;
  /** Keys older than this are fetched anew beside the traffic, so that a withdrawn key goes. In milliseconds. */
  readonly maxAgeMs: number;
  /** Told when auth could not be asked; the keys that are known stay. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since any fixed moment. */
  readonly clock: () => number;
}

const jwks = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), kty: z.string() })),
});
/** Only public keys of our one algorithm are taken, whatever else stands in the answer. */
const ed25519 = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig').optional(),
  alg: z.enum(['EdDSA', 'Ed25519']).optional(),
});

/** Keys that are kept while auth is away, and fetched when a token names an unknown one. */
export class CachedKeySet implements KeySet {
  private readonly options: KeySetOptions;
  private keys: ReadonlyMap<string, CryptoKey> | undefined;
  private fetching: Promise<void> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private fetchedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KeySetOptions) {
    this.options = options;
  }

  async find(kid: string): Promise<CryptoKey> {
    const known = this.keys?.get(kid);
    if (known !== undefined) {
      if (this.options.clock() - this.fetchedAt > this.options.maxAgeMs) void this.refresh();
      return known;
    }
    await this.refresh();
    const found = this.keys?.get(kid);
    if (found !== undefined) return found;
    if (this.keys === undefined) throw new ProblemError('keys_unavailable', { headers: SOON });
    throw new Error('no key has this id');
  }

  /** Whether any key is known. */
  get ready(): boolean {
    return this.keys !== undefined;
  }

  /** Asks auth, unless that was done a moment ago; never rejects. */
  refresh(): Promise<void> {
    if (this.fetching !== undefined) return this.fetching;
    const { clock, pauseMs, firstPauseMs } = this.options;
    const pause = this.keys === undefined ? firstPauseMs : pauseMs;
    if (clock() - this.askedAt < pause) return Promise.resolve();
    this.askedAt = clock();
    this.fetching = this.fetchKeys()
      .catch((error: unknown) => this.options.onFailure(error))
      .finally(() => {
        this.fetching = undefined;
      });
    return this.fetching;
  }

  private async fetchKeys(): Promise<void> {
    this.keys = await readKeys(await this.options.fetch());
    this.fetchedAt = this.options.clock();
  }
}

const SOON = { 'retry-after': '2' };

async function readKeys(text: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const found = new Map<string, CryptoKey>();
  for (const candidate of jwks.parse(JSON.parse(text)).keys) {
    const key = ed25519.safeParse(candidate);
    if (!key.success) continue;
    const { kid, kty, crv, x } = key.data;
    const imported = await importJWK({ kty, crv, x }, 'EdDSA');
    if (!(imported instanceof Uint8Array)) found.set(kid, imported);
  }
  return found;
}
