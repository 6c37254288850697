import { openBrokerDoor } from '@murmuration/auth';
import { connect, type ConnectionOptions, wsconnect } from '@nats-io/transport-node';
import type { LockedBroker } from './locked-broker.ts';
import { Visitor } from './visitor.ts';

const HOUR_SECONDS = 3_600;

/** How an end user comes. */
interface Coming {
  readonly userId: string;
  readonly over: 'tcp' | 'websocket';
  /** How long the access token is good. Default: an hour. */
  readonly seconds?: number;
}

/** Opens the door as the service of that name does, with tokens that say in clear who comes and how long they are good. */
export async function openDoor(locked: LockedBroker): Promise<() => Promise<void>> {
  const { connection } = await locked.as('auth');
  const door = openBrokerDoor({
    connection,
    issuerSeed: locked.doors.issuerSeed,
    verify: async (token) => {
      const [sub = '', seconds = ''] = token.split('/');
      if (!sub.startsWith('u-')) throw new Error('not a good token');
      const now = Math.floor(Date.now() / 1_000);
      return {
        iss: 'test',
        aud: 'murmuration',
        sub,
        roles: ['customer'],
        sid: 's-1',
        jti: 't-1',
        iat: now,
        exp: now + Number(seconds),
      };
    },
    journal: { warn: () => undefined },
  });
  await connection.flush();
  return () => door.close();
}

/** Connects as an end user does, with an access token. */
export async function come(
  { broker }: LockedBroker,
  { userId, over, seconds = HOUR_SECONDS }: Coming,
): Promise<Visitor> {
  const options: ConnectionOptions = {
    token: `${userId}/${seconds}`,
    inboxPrefix: `_INBOX.${userId}`,
    reconnect: false,
  };
  return new Visitor(
    over === 'tcp'
      ? await connect({ ...options, servers: broker.url })
      : await wsconnect({ ...options, servers: broker.websocketUrl ?? '' }),
  );
}
