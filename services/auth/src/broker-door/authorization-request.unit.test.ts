import { createAccount, createServer, createUser, encodeGeneric } from '@nats-io/jwt';
import { describe, expect, it } from 'vitest';
import { readAuthorizationRequest } from './authorization-request.ts';

const server = createServer();
const serverId = server.getPublicKey();
const userKey = createUser().getPublicKey();
const asked = (connect: Record<string, unknown>) =>
  encodeGeneric('request', createAccount(), 'authorization_request', {
    server_id: { id: serverId },
    user_nkey: userKey,
    connect_opts: { protocol: 1, ...connect },
  });

describe('a request of the broker', () => {
  it('names the server, the connection and the token that was shown', async () => {
    expect(readAuthorizationRequest(await asked({ auth_token: 'a.b.c' }))).toEqual({
      serverId,
      userKey,
      token: 'a.b.c',
    });
  });

  it('has no token when none was shown, or one that is longer than any of ours', async () => {
    expect(
      readAuthorizationRequest(await asked({ user: 'ada', pass: 'x' }))?.token,
    ).toBeUndefined();
    const long = await asked({ auth_token: 'x'.repeat(5_000) });
    expect(readAuthorizationRequest(long)?.token).toBeUndefined();
  });

  it('is none when it is something else, or was altered', async () => {
    const jwt = await asked({ auth_token: 'a.b.c' });
    const [head, , signature] = jwt.split('.');
    const other = Buffer.from(JSON.stringify({ nats: {} })).toString('base64url');
    for (const text of ['', 'x', 'a.b.c', `${head}.${other}.${signature}`]) {
      expect(readAuthorizationRequest(text)).toBeUndefined();
    }
    const incomplete = await encodeGeneric('request', createAccount(), 'x', { server_id: {} });
    expect(readAuthorizationRequest(incomplete)).toBeUndefined();
  });
});
