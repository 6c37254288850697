import { randomBytes } from 'node:crypto';
import { hash } from 'bcryptjs';

const PASSWORD_BYTES = 24;

/**
 * The broker hashes at each connection: 2^cost rounds. Random passwords cannot be guessed, so the least will do; it is for passwords that people choose that more
 * rounds are made.
 */
const LEAST_COST = 4;

/** A random password of 192 bits, for the configuration of a service. */
export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');

/** The bcrypt hash of a random password, for the configuration of the broker. */
export const hashPassword = (password: string, cost = LEAST_COST): Promise<string> =>
  hash(password, cost);
