import type { RequestContext } from '@murmuration/choreography';
import { placeOf } from '../domain/client-address.ts';
import type { Counted } from '../store/attempts.ts';
import type { AuthTools } from '../tools.ts';

type Tools = Pick<AuthTools, 'secrets' | 'policy'>;
type Origin = Pick<RequestContext, 'clientAddress'>;

/** So many times as often as from one place may something be tried from all places together. */
const PLACES = 10;

/** Attempts to show a password. */
export const passwordAttempts = (tools: Tools, origin: Origin, emailIndex: string) =>
  attemptsAt('account', tools, origin, emailIndex);

/** Attempts to show a code. */
export const codeAttempts = (tools: Tools, origin: Origin, emailIndex: string) =>
  attemptsAt('code', tools, origin, emailIndex);

/**
 * From one place few are free; from all places together more, so that a stranger who fails on purpose keeps himself out and not the person whose account it is.
 */
function attemptsAt(
  what: 'account' | 'code',
  { secrets, policy }: Tools,
  { clientAddress }: Origin,
  emailIndex: string,
): readonly Counted[] {
  const strict = policy.attempts.perAccount;
  const subject = secrets.subject(what, emailIndex);
  if (clientAddress === undefined) return [{ subject, policy: strict }];
  const fromHere = secrets.subject(what, `${emailIndex} ${placeOf(clientAddress)}`);
  return [
    { subject: fromHere, policy: strict },
    { subject, policy: { ...strict, free: strict.free * PLACES } },
  ];
}

/** Wishes that make us write to an address. */
export const mailAttempts = ({ secrets, policy }: Tools, emailIndex: string): Counted => ({
  subject: secrets.subject('mail', emailIndex),
  policy: policy.attempts.mails,
});

/** Whatever comes from one place on the network; nothing when the edge has not told it. */
export function placeAttempts(
  { secrets, policy }: Tools,
  { clientAddress }: Origin,
): readonly Counted[] {
  if (clientAddress === undefined) return [];
  const subject = secrets.subject('place', placeOf(clientAddress));
  return [{ subject, policy: policy.attempts.perAddress }];
}
