import type { Mailer } from '@murmuration/mailer';
import { passwordHasher, type Hasher, type HasherOptions } from './crypto/hasher.ts';
import { secretsFrom, type Secrets } from './crypto/secrets.ts';
import { defaultPolicy, type AuthPolicy } from './domain/policy.ts';
import type { Journal } from './gateways/journal.ts';
import { Post } from './gateways/post.ts';
import { SigningKeys } from './tokens/signing-keys.ts';

export interface AuthOptions {
  /** 32 random bytes; the same for all replicas and for the life of the database. */
  readonly masterKey: Uint8Array;
  readonly mailer: Mailer;
  readonly policy?: AuthPolicy;
  readonly hashing?: Omit<HasherOptions, 'pepper'>;
  /** Hears what nobody waits for an answer about. Default: nobody. */
  readonly journal?: Journal;
}

/** What the responders work with. */
export interface AuthTools {
  readonly policy: AuthPolicy;
  readonly secrets: Secrets;
  readonly hasher: Hasher;
  readonly keys: SigningKeys;
  readonly post: Post;
  readonly journal: Journal;
}

/** Puts the tools together; opens nothing. */
export function authTools(options: AuthOptions): AuthTools {
  const { masterKey, mailer, policy = defaultPolicy, hashing, journal = silent } = options;
  const secrets = secretsFrom(masterKey);
  return {
    policy,
    secrets,
    hasher: passwordHasher({ ...hashing, pepper: secrets.pepper }),
    keys: new SigningKeys(secrets),
    post: new Post(mailer, journal),
    journal,
  };
}

const silent: Journal = { warn: () => undefined };
