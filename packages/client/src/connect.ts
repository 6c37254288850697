import {
  AuthorizationError,
  connect as dialTcp,
  type ConnectionOptions,
  type NatsConnection,
  tokenAuthenticator,
  wsconnect as dialWebSocket,
} from '@nats-io/transport-node';
import { CredentialsRefused, NotConnected } from './errors.ts';
import { createMurmuration, type Murmuration } from './murmuration.ts';

/** An end user. With an access token the broker knows who connects; a function gives a fresh one whenever the connection is made anew. */
export interface Actor {
  readonly userId: string;
  readonly accessToken?: string | (() => string);
}

export interface ConnectOptions {
  /** `nats://host:port`, or `ws://…` and `wss://…` as browsers do; several servers of a cluster are separated by commas. May carry `user:password@`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Shown by the server's monitoring and as the source of commands. Default: `murmuration-client`. */
  readonly name?: string;
  /** Send as this end user, on the subjects that the broker lets that user publish to. */
  readonly actor?: Actor;
  /** When the broker lets this user subscribe to its own inboxes only. Default: `_INBOX`, or an end user's own. */
  readonly inboxPrefix?: string;
  /** For the first connection. Default: 5,000. */
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 250;
const RECONNECT_FOR_EVER = -1;

/**
 * Connects to the shop. Once connected, the connection mends itself for as long as the program runs.
 * @throws NotConnected when no server answers, CredentialsRefused
 */
export async function connect(options: ConnectOptions): Promise<Murmuration> {
  const name = options.name ?? 'murmuration-client';
  const connection = await open(options, name);
  return createMurmuration(connection, {
    source: `/${name}`,
    userId: options.actor?.userId,
    inboxPrefix: inboxPrefixOf(options),
  });
}

async function open(options: ConnectOptions, name: string): Promise<NatsConnection> {
  const servers = withoutCredentials(options.url);
  try {
    const dial = /^wss?:/.test(servers[0] ?? '') ? dialWebSocket : dialTcp;
    return await dial({ ...settings(options, name), servers });
  } catch (error) {
    if (error instanceof AuthorizationError) {
      throw new CredentialsRefused(`${servers.join(', ')} refuses these credentials`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotConnected(`no NATS server answers at ${servers.join(', ')}: ${reason}`);
  }
}

function settings(options: ConnectOptions, name: string): ConnectionOptions {
  const given = firstUrl(options.url);
  const user = options.user ?? decodeURIComponent(given?.username ?? '');
  const token = options.actor?.accessToken;
  const inboxPrefix = inboxPrefixOf(options);
  const pass = options.password ?? decodeURIComponent(given?.password ?? '');
  return {
    name,
    timeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    maxReconnectAttempts: RECONNECT_FOR_EVER,
    ...(user === '' ? {} : { user, pass }),
    ...(token === undefined ? {} : { authenticator: tokenAuthenticator(token) }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
  };
}

/** The broker lets an end user listen here and nowhere else, and services answer an end user nowhere else. */
function inboxPrefixOf({ inboxPrefix, actor }: ConnectOptions): string | undefined {
  return inboxPrefix ?? (actor && `_INBOX.${actor.userId}`);
}

function firstUrl(urls: string): URL | null {
  return URL.parse(urls.split(',')[0] ?? '');
}

function withoutCredentials(urls: string): string[] {
  return urls.split(',').map((url) => url.trim().replace(/\/\/[^@/]*@/, '//'));
}
