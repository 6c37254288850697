import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text does not open: it was altered, is under another key, or belongs to something else. */
export class BoxError extends Error {
  override readonly name = 'BoxError';
}

/** Seals a text under a key of 32 bytes with AES-256-GCM, bound to what it belongs to; base64url. */
export function sealBox(key: Uint8Array, belongsTo: string, clear: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(belongsTo));
  const sealed = [nonce, cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Opens what was sealed for the same thing under the same key. Throws a `BoxError`. */
export function openBox(key: Uint8Array, belongsTo: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(-TAG_BYTES);
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(belongsTo));
    decipher.setAuthTag(tag);
    const clear = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(clear).toString('utf8');
  } catch (error) {
    throw new BoxError('it was altered, or sealed under another key', { cause: error });
  }
}
