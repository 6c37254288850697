import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** What a sealed text belongs to. It opens for the same person and purpose only, so it cannot be passed off as another. */
export interface SealedFor {
  readonly personId: string;
  /** What it is for, such as `contact`. */
  readonly purpose: string;
}

/** A sealed text does not open: it was altered, it is under another key, or it was sealed for another person or purpose. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const CIPHER = 'aes-256-gcm';
const PREFIX = 's1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a text under a key with AES-256-GCM: `s1.` and, in base64url, the nonce, the sealed text and its tag. */
export function seal(key: KeyObject, sealedFor: SealedFor, clear: string): string {
  // Random nonces are safe for some 2^32 texts under one key; the key of a person seals a handful.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(sealedFor));
  const bytes = [nonce, cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return PREFIX + Buffer.concat(bytes).toString('base64url');
}

/** The text that was sealed. Throws a `SealError`, which never says what is inside. */
export function open(key: KeyObject, sealedFor: SealedFor, sealed: string): string {
  const bytes = bytesOf(sealed);
  const tagAt = bytes.length - TAG_BYTES;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(sealedFor));
  decipher.setAuthTag(bytes.subarray(tagAt));
  try {
    const clear = decipher.update(bytes.subarray(NONCE_BYTES, tagAt));
    return Buffer.concat([clear, decipher.final()]).toString('utf8');
  } catch {
    throw new SealError(`the ${sealedFor.purpose} of ${sealedFor.personId} does not open`);
  }
}

function bytesOf(sealed: string): Buffer {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
  const isWhole = PREFIX + bytes.toString('base64url') === sealed;
  if (!isWhole || bytes.length < NONCE_BYTES + TAG_BYTES) {
    throw new SealError(`not a sealed text: it should be ${PREFIX} and base64url`);
  }
  return bytes;
}

/** As JSON, no two pairs read the same. */
function boundTo({ personId, purpose }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([PREFIX, personId, purpose]), 'utf8');
}
