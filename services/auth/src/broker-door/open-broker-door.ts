import { fromSeed, type KeyPair } from '@nats-io/jwt';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Journal } from '../gateways/journal.ts';
import type { Verifier } from '../tokens/access-token.ts';
import { readAuthorizationRequest, type AuthorizationRequest } from './authorization-request.ts';
import { grantAccess, refuseAccess } from './grant.ts';

export interface BrokerDoorOptions {
  /** As the user that the broker's configuration names in `auth_users`. */
  readonly connection: NatsConnection;
  /** The seed of the account whose public key the broker's configuration names as `issuer`. */
  readonly issuerSeed: string;
  readonly verify: Verifier;
  readonly journal: Journal;
}

export interface BrokerDoor {
  /** Takes nothing new; what has been asked is answered first. */
  close(): Promise<void>;
}

/** Where the broker asks about everybody whom its own configuration does not know (auth callout). */
const QUESTIONS = '$SYS.REQ.USER.AUTH';

/**
 * Answers the broker who may connect: end users who show an access token as the token of their connection. Replicas share the questions. A question that
 * cannot be answered is answered with no.
 */
export function openBrokerDoor(options: BrokerDoorOptions): BrokerDoor {
  const { connection, issuerSeed, verify, journal } = options;
  const issuer = fromSeed(new TextEncoder().encode(issuerSeed));
  const questions = connection.subscribe(QUESTIONS, {
    queue: 'auth',
    callback: (error, message) => {
      if (error !== null) return;
      answer(message, issuer, verify).catch((failure: unknown) => {
        const reason = failure instanceof Error ? failure.name : 'unknown';
        journal.warn({ reason }, 'the broker was not answered who wants to connect');
      });
    },
  });
  return { close: () => questions.drain() };
}

async function answer(message: Msg, issuer: KeyPair, verify: Verifier): Promise<void> {
  const request = readAuthorizationRequest(message.string());
  if (request === undefined) return;
  message.respond(await verdict(request, issuer, verify));
}

async function verdict(
  request: AuthorizationRequest,
  issuer: KeyPair,
  verify: Verifier,
): Promise<string> {
  if (request.token === undefined) return await refuseAccess(request, 'no access token', issuer);
  const claims = await verify(request.token).catch(() => undefined);
  return claims === undefined
    ? await refuseAccess(request, 'not a good access token', issuer)
    : await grantAccess(request, claims, issuer);
}
