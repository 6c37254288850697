import type { Problem } from '@murmuration/contracts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** The shortest part of an address that says anything: "jo" is in many good passwords. */
const TELLING_LENGTH = 4;
/** Fewer characters than this are left to guess of a password without the address in it: too few. */
const FEWEST_LEFT = 8;
/** Fewer different characters than this are a pattern. */
const FEWEST_DIFFERENT = 5;

/** The one form of a password that looks the same however it was typed. */
export const normalised = (password: string): string => password.normalize('NFKC');

/** Why a password would be guessed early; none when it would not. `field` says where it stands in the request. */
export function weaknesses(
  password: string,
  email: string | undefined,
  field: string,
): readonly Problem[] {
  const plain = normalised(password).toLowerCase();
  const reasons = [
    new Set(plain).size < FEWEST_DIFFERENT && 'must have more different characters',
    isCommon(plain.replaceAll(/[\s._-]/g, '')) && 'is one of those that are guessed first',
    tells(plain, email) && 'must not be made of the mail address',
  ];
  return reasons
    .filter((reason) => reason !== false)
    .map((message) => ({ field, code: 'weak_password', message }));
}

/** What the common ones begin with. */
const COMMON_WORDS = new Set([...COMMON_PASSWORDS].map(withoutEnding));

/** Whether it is one of the common ones, or has another of the usual endings. */
function isCommon(plain: string): boolean {
  return COMMON_PASSWORDS.has(plain) || COMMON_WORDS.has(withoutEnding(plain));
}

function withoutEnding(plain: string): string {
  return plain.replace(/(?<=[a-z])\d{1,4}!?$/, '');
}

/** Whether the mail address is most of a password: what is left without it is all that has to be guessed. */
function tells(plain: string, email: string | undefined): boolean {
  if (email === undefined) return false;
  const address = email.toLowerCase();
  const [name = ''] = address.split('@', 1);
  if (name.length < TELLING_LENGTH) return false;
  const left = plain.replaceAll(address, '').replaceAll(name, '');
  return left.length < plain.length && left.length < FEWEST_LEFT;
}
