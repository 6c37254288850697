import { randomBytes } from 'node:crypto';

const ID_BYTES = 6;

/** A fresh id that is short enough to be read aloud: the prefix, a hyphen and twelve hexadecimal digits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(ID_BYTES).toString('hex')}`;
}
