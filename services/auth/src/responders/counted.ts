import type { RequestContext } from '@murmuration/choreography';
import { placeOf } from '../domain/client-address.ts';
import type { Counted } from '../store/attempts.ts';
import type { AuthTools } from '../tools.ts';

type Tools = Pick<AuthTools, 'secrets' | 'policy'>;

/** Attempts to show a password. */
export const passwordAttempts = ({ secrets, policy }: Tools, emailIndex: string): Counted => ({
  subject: secrets.subject('account', emailIndex),
  policy: policy.attempts.perAccount,
});

/** Attempts to show a code. */
export const codeAttempts = ({ secrets, policy }: Tools, emailIndex: string): Counted => ({
  subject: secrets.subject('code', emailIndex),
  policy: policy.attempts.perAccount,
});

/** Wishes that make us write to an address. */
export const mailAttempts = ({ secrets, policy }: Tools, emailIndex: string): Counted => ({
  subject: secrets.subject('mail', emailIndex),
  policy: policy.attempts.mails,
});

/** Whatever comes from one place on the network; nothing when the edge has not told it. */
export function placeAttempts(
  { secrets, policy }: Tools,
  { clientAddress }: Pick<RequestContext, 'clientAddress'>,
): readonly Counted[] {
  if (clientAddress === undefined) return [];
  const subject = secrets.subject('place', placeOf(clientAddress));
  return [{ subject, policy: policy.attempts.perAddress }];
}
