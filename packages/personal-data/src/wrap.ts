import type { KeyObject } from 'node:crypto';
import { personKeyFrom, personKeyText } from './keys.ts';
import { open, seal } from './seal.ts';

const PURPOSE = 'person-key';

/** The key of a person, sealed under the master key: what is kept, and what erasure destroys. */
export function wrapKey(master: KeyObject, personId: string, key: KeyObject): string {
  return seal(master, { personId, purpose: PURPOSE }, personKeyText(key));
}

/** The key of a person again. Throws a `SealError` when it was wrapped for another person or under another master key. */
export function unwrapKey(master: KeyObject, personId: string, wrapped: string): KeyObject {
  return personKeyFrom(open(master, { personId, purpose: PURPOSE }, wrapped));
}
