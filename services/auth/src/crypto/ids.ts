import { randomBytes } from 'node:crypto';
import { CODE_LENGTH, codeFrom } from '../domain/one-time-code.ts';

/** 15 bytes are 20 characters of base64url. */
const ID_BYTES = 15;

const newIdAfter = (prefix: string): string => prefix + randomBytes(ID_BYTES).toString('base64url');

export const newUserId = (): string => newIdAfter('u-');
export const newSessionId = (): string => newIdAfter('s-');
export const newTokenId = (): string => newIdAfter('t-');
export const newKeyId = (): string => newIdAfter('k-');
export const newResetId = (): string => newIdAfter('r-');
export const newMailId = (): string => newIdAfter('m-');

export const newCode = (): string => codeFrom(randomBytes(CODE_LENGTH));
