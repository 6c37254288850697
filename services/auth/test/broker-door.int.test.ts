import {
  connectBroker,
  inboxPrefixOf,
  ownCommandSubject,
  ownRequestSubject,
} from '@murmuration/choreography';
import { cancelOrder, updateProfile } from '@murmuration/contracts';
import { hashPassword, newIssuer, renderServerConfig } from '@murmuration/broker';
import { eventually, testBroker, type TestBroker } from '@murmuration/testkit';
import { connect, wsconnect, type NatsConnection } from '@nats-io/transport-node';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../src/domain/access-claims.ts';
import { openBrokerDoor, type BrokerDoor } from '../src/index.ts';
import { accessTokenVerifier, signAccessToken } from '../src/tokens/access-token.ts';

const issuer = newIssuer();
const kid = 'k-AAECAwQFBgcICQoLDA0O';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const policy = { issuer: 'https://auth.example', accessTokenSeconds: 600 };
const verify = accessTokenVerifier({
  issuer: policy.issuer,
  keyOf: async (id) => (id === kid ? publicKey : undefined),
});
const PASSWORD = 'only for this test';

let broker: TestBroker;
let services: NatsConnection;
const opened: NatsConnection[] = [];
const doors: BrokerDoor[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  const passwordHash = await hashPassword(PASSWORD);
  const forAuth = {
    publish: { allow: ['$SYS._INBOX.>'] },
    subscribe: { allow: ['$SYS.REQ.USER.AUTH'] },
  };
  const users = [
    { name: 'murmuration', permissions: undefined, passwordHash },
    { name: 'auth', permissions: forAuth, passwordHash },
  ];
  broker = await testBroker({
    doors: {
      user: 'murmuration',
      password: PASSWORD,
      configuration: ({ host, port, websocketPort, ...place }) =>
        renderServerConfig({
          ...place,
          client: { host, port },
          websocket: { host, port: websocketPort, allowedOrigins: ['https://shop.example'] },
          users,
          issuer: issuer.publicKey,
        }),
    },
  });
  services = await connect({ servers: broker.url, user: 'murmuration', pass: PASSWORD });
  doors.push(await openDoor(), await openDoor());
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()));
});
afterAll(async () => {
  await services.close();
  await broker.stop();
});

async function openDoor(): Promise<BrokerDoor> {
  const settings = { NATS_URL: broker.url, NATS_USER: 'auth', NATS_PASSWORD: PASSWORD };
  const connection = await connectBroker('auth', settings);
  const door = openBrokerDoor({
    connection,
    issuerSeed: issuer.seed,
    verify,
    journal: { warn: (_facts, message) => warnings.push(message) },
  });
  await connection.flush();
  return {
    close: async () => {
      await door.close();
      await connection.close();
    },
  };
}

function tokenFor(userId: string, seconds = 600, now = new Date()): Promise<string> {
  const bearer = { userId, roles: ['customer'] as const, sessionId: 's-1' };
  const claims = claimsOf(bearer, 't-1', now, { ...policy, accessTokenSeconds: seconds });
  return signAccessToken(claims, { kid, privateKey });
}

async function enter(userId: string, token?: string): Promise<NatsConnection> {
  const connection = await connect({
    servers: broker.url,
    reconnect: false,
    inboxPrefix: inboxPrefixOf(userId).slice(0, -1),
    ...(token !== undefined && { token }),
  });
  opened.push(connection);
  return connection;
}

/** What services hear on all subjects of end users, until the test ends. */
function hearEverything(): string[] {
  const heard: string[] = [];
  services.subscribe('>', {
    callback: (_error, { subject }) => {
      if (!subject.startsWith('$') && !subject.startsWith('_INBOX')) heard.push(subject);
    },
  });
  return heard;
}

describe('the broker’s door', () => {
  it('lets in who shows an access token, to send own commands and requests and hear the answers', async () => {
    services.subscribe(ownRequestSubject('*', updateProfile.type), {
      callback: (_error, message) => {
        message.respond(`answer to ${message.subject}`);
      },
    });
    const heard = hearEverything();
    await services.flush();
    const ada = await enter('u-ada', await tokenFor('u-ada'));
    ada.publish(ownCommandSubject('u-ada', cancelOrder.type), '{}');
    const reply = await ada.request(ownRequestSubject('u-ada', updateProfile.type), '{}', {
      timeout: 20_000,
    });
    expect(reply.string()).toBe('answer to user.u-ada.req.user.update-profile');
    await eventually(() => heard.includes('user.u-ada.cmd.order.cancel'), { what: 'the command' });
  });

  it('lets browsers in as well', async () => {
    const ada = await wsconnect({
      servers: broker.websocketUrl ?? '',
      token: await tokenFor('u-ada'),
      inboxPrefix: '_INBOX.u-ada',
      reconnect: false,
    });
    opened.push(ada);
    await ada.flush();
  });

  it('lets nobody send or hear what is not his own', async () => {
    const heard = hearEverything();
    await services.flush();
    const ada = await enter('u-ada', await tokenFor('u-ada'));
    const subjects = [
      ownCommandSubject('u-eve', cancelOrder.type),
      ownRequestSubject('u-eve', updateProfile.type),
      'user.u-ada.cmd.payment.refund',
      'user.u-ada.req.auth.sign-in',
      'cmd.order.cancel',
      'req.user.put-customer',
      'qry.user.profile',
      'evt.00.order.placed',
      '$JS.API.STREAM.NAMES',
      '$SYS.REQ.USER.AUTH',
    ];
    for (const subject of subjects) ada.publish(subject, '{}');
    ada.publish(ownCommandSubject('u-ada', cancelOrder.type), '{}');
    await eventually(() => heard.length > 0, { what: 'the one command that may pass' });
    expect(heard).toEqual(['user.u-ada.cmd.order.cancel']);
    for (const subject of ['>', '_INBOX.>', '_INBOX.u-eve.>', 'user.>', 'evt.>', '$SYS.>']) {
      const denied = Promise.withResolvers<Error | null>();
      ada.subscribe(subject, { callback: (error) => denied.resolve(error) });
      expect((await denied.promise)?.message, subject).toMatch(/permissions violation/i);
    }
  });

  it('stays shut for whoever shows no good token', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const claims = claimsOf(
      { userId: 'u-ada', roles: [], sessionId: 's-1' },
      't-1',
      new Date(),
      policy,
    );
    const tokens = [
      undefined,
      'nonsense',
      'x'.repeat(3_000),
      await tokenFor('u-ada', 600, new Date(Date.now() - 700_000)),
      await signAccessToken(claims, { kid, privateKey: stranger }),
    ];
    for (const token of tokens) {
      await expect(enter('u-ada', token)).rejects.toThrow(/authorization/i);
    }
    const wrongPassword = connect({ servers: broker.url, user: 'murmuration', pass: 'guess' });
    await expect(wrongPassword).rejects.toThrow(/authorization/i);
    expect(warnings).toEqual([]);
  });

  it('closes behind somebody when the token expires', async () => {
    const ada = await enter('u-ada', await tokenFor('u-ada', 5));
    const ended = await ada.closed();
    expect(String(ended)).toMatch(/expired/i);
  });

  it('holds as long as one replica answers, and nobody comes in without', async () => {
    await doors.pop()?.close();
    await enter('u-ada', await tokenFor('u-ada'));
    await doors.pop()?.close();
    await expect(enter('u-ada', await tokenFor('u-ada'))).rejects.toThrow();
  });
});
