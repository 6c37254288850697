import { createAccount, fromSeed } from '@nats-io/nkeys';

/** The key pair with which end users are let in. The service that answers the broker has the seed, the broker's configuration the public key. */
export interface Issuer {
  /** `SA…` */
  readonly seed: string;
  /** `A…` */
  readonly publicKey: string;
}

/** Makes a new key pair. */
export function newIssuer(): Issuer {
  const pair = createAccount();
  return { seed: new TextDecoder().decode(pair.getSeed()), publicKey: pair.getPublicKey() };
}

/** The public key of a seed. Throws an Error when it is no seed of an account. */
export function publicKeyOf(seed: string): string {
  const publicKey = fromSeed(new TextEncoder().encode(seed)).getPublicKey();
  if (!publicKey.startsWith('A')) throw new Error('the seed is not one of an account (SA…)');
  return publicKey;
}
