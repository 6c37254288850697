import { createHmac, hkdfSync } from 'node:crypto';
import { openBox, sealBox } from './box.ts';

/** What somebody may be counted under. */
export type CountedAs = 'account' | 'code' | 'mail' | 'place';

/** What a one-time code is for; a code for one is none for the other. */
export type CodePurpose = 'confirm' | 'reset';

/** All that needs the master key. Nothing here can be turned back without it, also not by trying all mail addresses. */
export interface Secrets {
  /** What an account is found by. Capitals in the address make no difference. */
  emailIndex(email: string): string;
  /** What attempts are counted under. */
  subject(as: CountedAs, value: string): string;
  codeHash(purpose: CodePurpose, emailIndex: string, code: string): string;
  /** Goes into every password hash. */
  readonly pepper: Uint8Array;
  sealSigningKey(kid: string, privateKey: string): string;
  /** Throws when it was sealed under another master key, or for another key id. */
  openSigningKey(kid: string, sealed: string): string;
}

const KEY_BYTES = 32;

/** Derives a key for each purpose from the master key. */
export function secretsFrom(masterKey: Uint8Array): Secrets {
  const keyFor = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `murmuration auth ${purpose}`, KEY_BYTES));
  const indexKey = keyFor('email index');
  const attemptsKey = keyFor('attempts');
  const codeKey = keyFor('one-time codes');
  const signingKey = keyFor('signing keys');
  return {
    emailIndex: (email) => mac(indexKey, email.trim().normalize('NFC').toLowerCase()),
    subject: (as, value) => mac(attemptsKey, as, value),
    codeHash: (purpose, emailIndex, code) => mac(codeKey, purpose, emailIndex, code),
    pepper: keyFor('password pepper'),
    sealSigningKey: (kid, privateKey) => sealBox(signingKey, kid, privateKey),
    openSigningKey: (kid, sealed) => openBox(signingKey, kid, sealed),
  };
}

/** The parts are told apart by their lengths: no two lists of parts are the same text. */
function mac(key: Buffer, ...parts: readonly string[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part}`);
  return hmac.digest('base64url');
}
