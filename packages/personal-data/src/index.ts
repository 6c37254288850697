export { KeyError, masterKeyFrom, newPersonKey, personKeyFrom, personKeyText } from './keys.ts';
export { open, seal, type SealedFor, SealError } from './seal.ts';
export { unwrapKey, wrapKey } from './wrap.ts';
export { type KeyRing, keyRing, type KeyRingOptions } from './key-ring.ts';
