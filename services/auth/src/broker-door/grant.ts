import { END_USERS, endUserPermissions } from '@murmuration/choreography';
import { commands, requests, type AccessTokenClaims } from '@murmuration/contracts';
import { encodeAuthorizationResponse, encodeUser, type KeyPair } from '@nats-io/jwt';
import type { AuthorizationRequest } from './authorization-request.ts';

/** Subscriptions of one connection: its inboxes. */
const MOST_SUBSCRIPTIONS = 64;
/** Beside the largest body there is room for headers. */
const HEADER_BYTES = 8_192;
const MOST_BYTES =
  Math.max(...[...commands, ...requests].map(({ maxBytes }) => maxBytes)) + HEADER_BYTES;

/** Lets the bearer of an access token in, for as long as that is good and to no more than what is his own. */
export async function grantAccess(
  { userKey, serverId }: AuthorizationRequest,
  { sub: userId, roles, exp }: AccessTokenClaims,
  issuer: KeyPair,
): Promise<string> {
  const { publish, subscribe } = endUserPermissions(userId, roles);
  const jwt = await encodeUser(
    userId,
    userKey,
    issuer,
    {
      pub: { allow: [...publish.allow] },
      sub: { allow: [...subscribe.allow] },
      subs: MOST_SUBSCRIPTIONS,
      payload: MOST_BYTES,
      data: -1,
      allowed_connection_types: ['STANDARD', 'WEBSOCKET'],
    },
    { aud: END_USERS, exp },
  );
  return await encodeAuthorizationResponse(userKey, serverId, issuer, { jwt }, {});
}

/** Lets nobody in. The server logs the reason; the client learns nothing but that it may not. */
export async function refuseAccess(
  { userKey, serverId }: AuthorizationRequest,
  reason: string,
  issuer: KeyPair,
): Promise<string> {
  return await encodeAuthorizationResponse(userKey, serverId, issuer, { error: reason }, {});
}
