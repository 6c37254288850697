import { randomBytes } from 'node:crypto';

/** A new id in Stripe's form, such as `pi_` and 24 letters and digits. */
export function stripeId(prefix: 'pi' | 'ch' | 're' | 'evt' | 'req'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
