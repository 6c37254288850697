/** No letters that people take for digits or for each other. 32 of them, so that each is worth five bits. */
export const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** 40 bits: with the few attempts that are allowed, nobody guesses one before it expires. */
export const CODE_LENGTH = 8;

/** A code from random bytes, one per letter; the bytes beyond five bits are not used. */
export function codeFrom(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) =>
    CODE_LETTERS.charAt(byte % CODE_LETTERS.length),
  ).join('');
}

/** A code as it stands in a mail: `K7QF-2M9D`. */
export const spelled = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

const CODE = new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`);

/** A code as people have typed it, as it was made; undefined when it cannot be one. */
export function readCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
}

/** What decides whether a code still counts. */
export interface CodeState {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** Whether a code can be used: once, until it expires. */
export const isGood = ({ expiresAt, usedAt }: CodeState, now: Date): boolean =>
  usedAt === null && now < expiresAt;
