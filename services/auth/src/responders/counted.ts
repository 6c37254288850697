import type { RequestContext } from '@murmuration/choreography';
import type { CodePurpose } from '../crypto/secrets.ts';
import { placeOf } from '../domain/client-address.ts';
import type { AttemptPolicy } from '../domain/policy.ts';
import type { Counted } from '../store/attempts.ts';
import type { AuthTools } from '../tools.ts';

type Tools = Pick<AuthTools, 'secrets' | 'policy'>;
type Origin = Pick<RequestContext, 'clientAddress'>;

/** So many times as often as from one place may something be tried from all places together. */
const PLACES = { account: 10, code: 10, mail: 3 } as const;

/** Attempts to show a password. */
export const passwordAttempts = (tools: Tools, origin: Origin, emailIndex: string) =>
  attemptsAt('account', emailIndex, tools, origin, tools.policy.attempts.perAccount);

/** Attempts to show a code. */
export const codeAttempts = (tools: Tools, origin: Origin, emailIndex: string) =>
  attemptsAt('code', emailIndex, tools, origin, tools.policy.attempts.perAccount);

/** Wishes that make us write to an address. Each purpose has counts of its own: whoever registers somebody else over and over keeps him from no new password. */
export const mailAttempts = (
  purpose: CodePurpose,
  tools: Tools,
  origin: Origin,
  emailIndex: string,
) => attemptsAt('mail', `${purpose} ${emailIndex}`, tools, origin, tools.policy.attempts.mails);

/**
 * From one place few are free; from all places together more, so that a stranger who fails on purpose keeps himself out and not the person whose account it is.
 */
function attemptsAt(
  what: keyof typeof PLACES,
  whose: string,
  { secrets }: Tools,
  { clientAddress }: Origin,
  strict: AttemptPolicy,
): readonly Counted[] {
  const subject = secrets.subject(what, whose);
  if (clientAddress === undefined) return [{ subject, policy: strict }];
  const fromHere = secrets.subject(what, `${whose} ${placeOf(clientAddress)}`);
  return [
    { subject: fromHere, policy: strict },
    { subject, policy: { ...strict, free: strict.free * PLACES[what] } },
  ];
}

/** Whatever comes from one place on the network; nothing when the edge has not told it. */
export function placeAttempts(
  { secrets, policy }: Tools,
  { clientAddress }: Origin,
): readonly Counted[] {
  if (clientAddress === undefined) return [];
  const subject = secrets.subject('place', placeOf(clientAddress));
  return [{ subject, policy: policy.attempts.perAddress }];
}
