import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ConfigError } from '../config/parse-config.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { serviceInbox } from '../messaging/subjects.ts';

/** How long a drain waits for a broker that does not answer, in milliseconds. */
const DRAIN_LIMIT_MS = 2_000;
/** How often the broker is asked whether it is still there, in milliseconds. */
const PING_MS = 5_000;

/**
 * Connects to NATS, and from then on for ever anew. `name` begins with the service's, whose inboxes are used; what the connection is for may follow after a space.
 * Throws a `ConfigError` when there is no broker that lets us in.
 */
export async function connectBroker(
  name: string,
  settings: Pick<RuntimeSettings, 'NATS_URL' | 'NATS_USER' | 'NATS_PASSWORD'>,
): Promise<NatsConnection> {
  const { NATS_URL, NATS_USER, NATS_PASSWORD } = settings;
  try {
    return await connect({
      servers: NATS_URL.split(','),
      // otherwise the client would speak in clear to a server that does not ask for more
      ...(/^(tls|wss):/.test(NATS_URL) && { tls: {} }),
      name,
      inboxPrefix: serviceInbox(serviceOf(name)),
      ...(NATS_USER !== undefined && { user: NATS_USER }),
      ...(NATS_PASSWORD !== undefined && { pass: NATS_PASSWORD }),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      reconnectJitter: 100,
      timeout: 5_000,
      // a link that died without a word is given up after three intervals; the client's own patience is six minutes
      pingInterval: PING_MS,
      maxPingOut: 2,
    });
  } catch (error) {
    throw new ConfigError(
      `${name} cannot connect to NATS at ${NATS_URL}: ${String(error)}. Look at NATS_URL, NATS_USER and NATS_PASSWORD, and whether the broker runs.`,
      { cause: error },
    );
  }
}

const serviceOf = (name: string): string => name.split(' ', 1).join('');

/** Sends what waits to be sent, as far as the broker answers, and closes. */
export async function closeBroker(broker: NatsConnection): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, DRAIN_LIMIT_MS);
  await Promise.race([broker.drain().catch(() => undefined), patience.promise]);
  clearTimeout(timer);
  if (!broker.isClosed()) await broker.close();
}
