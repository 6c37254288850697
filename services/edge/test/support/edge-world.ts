import { eventSubject } from '@murmuration/choreography';
import { queries, type QueryContract, requests } from '@murmuration/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { planDoors, testBroker, type TestBroker } from '@murmuration/testkit';

import { edgeSettings } from '../../src/config/edge-settings.ts';
import { type RunningEdge, startEdge } from '../../src/start-edge.ts';
import { OWNER, StandIns } from './stand-ins.ts';
import { claimsFor, ISSUER, sign, type SigningKey, signingKey } from './tokens.ts';

export interface Asking {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** An edge on a real broker, among services that stand in. */
export interface EdgeWorld {
  readonly edge: RunningEdge;
  readonly broker: TestBroker;
  readonly connection: NatsConnection;
  readonly services: StandIns;
  readonly key: SigningKey;
  /** Keys in the JWKS, first the usual one. */
  readonly keys: SigningKey[];
  token(userId?: string, roles?: readonly string[]): Promise<string>;
  ask(path: string, asking?: Asking): Promise<Response>;
  /** Puts an event onto the stream. */
  publish(type: string, key: string, data: unknown): Promise<number>;
  stop(): Promise<void>;
}

const USUAL = {
  HTTP_PORT: '0',
  LOG_LEVEL: 'silent',
  AUTH_ISSUER: ISSUER,
  EDGE_DEADLINE_MS: '10000',
  EDGE_REQUESTS_PER_MINUTE: '1000000',
  EDGE_REQUESTS_PER_USER_PER_MINUTE: '1000000',
  EDGE_ACCOUNT_CALLS_PER_MINUTE: '1000000',
  // the machine of a test may be busy; that is tested by itself
  EDGE_MAX_EVENT_LOOP_DELAY_MS: '60000',
};

/** Starts an edge; `environment` overrides its usual settings. */
export async function edgeWorld(
  environment: Readonly<Record<string, string>> = {},
  served: { queries: readonly QueryContract[] } = { queries },
): Promise<EdgeWorld> {
  const doors = await planDoors();
  const broker = await testBroker({ doors });
  const { url, user, password: pass } = broker;
  const connection = await connect({
    servers: url,
    user,
    pass,
    reconnectTimeWait: 50,
    maxReconnectAttempts: -1,
  });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['evt.>'] });
  const key = await signingKey('k-1');
  const keys = [key];
  const services = new StandIns(connection);
  const showKeys = (): unknown => ({ keys: keys.map(({ jwk }) => jwk) });
  services.behaviours.set('auth.jwks', showKeys);
  await services.startAll();
  // with the rights that the shop gives it, and no others
  const access = { NATS_URL: url, NATS_USER: 'edge', NATS_PASSWORD: doors.passwordOf('edge') };
  const settings = edgeSettings.parse({ ...USUAL, ...access, ...environment });
  const edge = await startEdge(settings, { queries: served.queries, requests });
  const reset = services.reset.bind(services);
  services.reset = () => {
    reset();
    services.behaviours.set('auth.jwks', showKeys);
  };
  return {
    edge,
    broker,
    connection,
    services,
    key,
    keys,
    token: (userId = OWNER, roles = ['customer']) => sign(key, claimsFor(userId, roles)),
    ask: (path, asking) => ask(edge.url, path, asking),
    publish: (type, orderId, data) => publish(connection, type, orderId, data),
    stop: async () => {
      await edge.stop();
      await connection.close();
      await broker.stop();
    },
  };
}

async function ask(url: string, path: string, asking: Asking = {}): Promise<Response> {
  const { token, method = 'GET', body, signal } = asking;
  return await fetch(new URL(path, url), {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...asking.headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  });
}

async function publish(
  connection: NatsConnection,
  type: string,
  key: string,
  data: unknown,
): Promise<number> {
  const h = headers();
  h.set('ce-type', `${type}.v1`);
  h.set('ce-subject', key);
  h.set('ce-time', '2026-01-05T09:00:00.000Z');
  const subject = eventSubject(type, key);
  const { seq } = await jetstream(connection).publish(subject, JSON.stringify(data), {
    headers: h,
  });
  return seq;
}

/** A path with the values of a contract's example in it, and the rest of them after the question mark. */
export function addressOf(path: string, params: unknown): string {
  const left = new URLSearchParams();
  let address = path;
  for (const [name, value] of Object.entries(params ?? {})) {
    const isInPath = path.split('/').includes(`:${name}`);
    if (isInPath) address = address.replace(`:${name}`, encodeURIComponent(String(value)));
    else if (value !== undefined && value !== null) left.set(name, String(value));
  }
  const query = left.toString();
  return query === '' ? address : `${address}?${query}`;
}
