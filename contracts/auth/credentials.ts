import { z } from 'zod';
import { personal } from '../define/personal.ts';
import { mailAddress } from '../user/person.ts';

/** Whom an account belongs to. Capitals make no difference. */
export const accountAddress = mailAddress;

/** A password as somebody gives it who claims to know it: nothing is told about its form. */
export const givenPassword = personal(z.string().min(1).max(1_024));

/** A password to be. Long ones are good ones; there are no rules about digits and capitals. */
export const newPassword = personal(
  z
    .string()
    .min(10, 'must have at least 10 characters')
    .max(128, 'must have at most 128 characters'),
);

/** A code from a mail, as people type it: capitals, blanks and hyphens make no difference. */
export const oneTimeCode = personal(z.string().min(1).max(32));

/** Opaque; from the last answer to signing in or refreshing. */
export const refreshToken = personal(z.string().min(1).max(128));
