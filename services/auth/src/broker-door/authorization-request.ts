import { decode } from '@nats-io/jwt';
import { z } from 'zod';

/** What the broker tells of somebody who wants to connect. */
export interface AuthorizationRequest {
  /** The public key of the server that asks, and that the answer is for. */
  readonly serverId: string;
  /** The public key that stands for this one connection. */
  readonly userKey: string;
  /** What the client has shown; undefined when it has shown nothing. */
  readonly token: string | undefined;
}

const MAX_TOKEN = 4_096;

const nats = z.object({
  server_id: z.object({ id: z.string().regex(/^N[A-Z2-7]{55}$/) }),
  user_nkey: z.string().regex(/^U[A-Z2-7]{55}$/),
  connect_opts: z.object({ auth_token: z.string().optional() }).default({}),
});

/** Reads a request of the broker; undefined when it is none. Only servers may publish on the subject that it comes from. */
export function readAuthorizationRequest(jwt: string): AuthorizationRequest | undefined {
  const { data } = nats.safeParse(natsClaims(jwt));
  if (data === undefined) return undefined;
  const token = data.connect_opts.auth_token;
  const isTooLong = token !== undefined && token.length > MAX_TOKEN;
  return {
    serverId: data.server_id.id,
    userKey: data.user_nkey,
    token: isTooLong ? undefined : token,
  };
}

function natsClaims(jwt: string): unknown {
  try {
    return decode(jwt).nats;
  } catch {
    return undefined;
  }
}
