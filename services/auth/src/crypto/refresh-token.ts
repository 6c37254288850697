import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { openBox, sealBox } from './box.ts';

const TOKEN_BYTES = 32;

/** A new refresh token: 256 bits, opaque. */
export const newRefreshToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is kept of a refresh token. The token has more bits than anybody can try, so a plain hash hides it. */
export const hashOfToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** Seals the successor of a token so that only who has the token can open it, in case the reply with the successor was lost. */
export const sealSuccessor = (token: string, sessionId: string, successor: string): string =>
  sealBox(keyOf(token), sessionId, successor);

/** Opens the successor of a token. Throws when it was not sealed for this token. */
export const openSuccessor = (token: string, sessionId: string, sealed: string): string =>
  openBox(keyOf(token), sessionId, sealed);

const keyOf = (token: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', token, '', 'murmuration auth successor', TOKEN_BYTES));
