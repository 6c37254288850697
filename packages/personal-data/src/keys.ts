import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** A key is not what it should be. The message never says what it is. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

const KEY_BYTES = 32;

/** A new key for one person. Keys are key objects: printing or serialising one shows nothing. */
export function newPersonKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES));
}

/** Reads the master key, under which the keys of persons are kept: 32 bytes in base64. Throws a `KeyError`. */
export function masterKeyFrom(base64: string): KeyObject {
  return keyFrom(base64, 'the master key');
}

/** Reads the key of a person as it was told over the wire: 32 bytes in base64. Throws a `KeyError`. */
export function personKeyFrom(base64: string): KeyObject {
  return keyFrom(base64, 'the key of a person');
}

/** The key of a person as it is told over the wire, in base64. */
export function personKeyText(key: KeyObject): string {
  return key.export().toString('base64');
}

function keyFrom(base64: string, what: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== base64) {
    throw new KeyError(`${what} is not ${KEY_BYTES} bytes in base64`);
  }
  return createSecretKey(bytes);
}
