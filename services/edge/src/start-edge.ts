import {
  closeBroker,
  Closers,
  ConfigError,
  connectBroker,
  querySubject,
  serviceLogger,
} from '@murmuration/choreography';
import { getJwks, type QueryContract, type RequestContract } from '@murmuration/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type AppParts, buildApp } from './app.ts';
import { type Ask, askOverNats } from './asking/ask.ts';
import { followReachability } from './asking/reachability.ts';
import { StaleAnswers } from './caching/stale-answers.ts';
import type { EdgeSettings } from './config/edge-settings.ts';
import { refuseUnsafe } from './config/refuse-unsafe.ts';
import { CachedKeySet } from './identity/key-set.ts';
import { tokenVerifier } from './identity/verify-token.ts';
import { atMost } from './order-events/at-most.ts';
import { HubFeed } from './order-events/hub-feed.ts';
import { OpenStreams } from './order-events/open-streams.ts';
import { OrderHub } from './order-events/order-hub.ts';
import { replayFrom } from './order-events/replay.ts';
import { doorsOf } from './routes/doors.ts';

/** The contracts whose routes are served. */
export interface Served {
  readonly queries: readonly QueryContract[];
  readonly requests: readonly RequestContract[];
}

/** An edge that is up. */
export interface RunningEdge {
  /** `http://host:port`. */
  readonly url: string;
  readonly logger: Logger;
  /** Takes nothing new, ends open streams, finishes what is under way, lets go of the broker. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when the connection to the broker is closed for good, with the error when the broker refused us. */
  readonly ended: Promise<void | Error>;
}

const STALE_ENTRIES = 5_000;
const STALE_CHARACTERS = 32 * 1_024 * 1_024;
const KEYS_PAUSE_MS = 3_000;
const FIRST_KEYS_PAUSE_MS = 250;
const KEYS_MAX_AGE_MS = 300_000;
const CLOCK_TOLERANCE_SECONDS = 5;
const SECOND_MS = 1_000;
const CLOSE_LIMIT_MS = 5_000;

/**
 * Starts the edge: connects to the broker, mounts a route for each contract that has one, listens. Throws a `ConfigError` when a setting is unsafe, the broker
 * lets nobody in, or the port is taken, and leaves nothing open then.
 */
export async function startEdge(settings: EdgeSettings, served: Served): Promise<RunningEdge> {
  refuseUnsafe(settings);
  const log = serviceLogger('edge', settings.LOG_LEVEL);
  const closers = new Closers(log);
  try {
    const connection = await connectBroker('edge', settings);
    closers.add(() => closeBroker(connection));
    const app = await buildApp(
      settings,
      await assemble(connection, settings, served, log, closers),
    );
    closers.add(() => closeApp(app));
    const url = await listen(app, settings);
    log.info({ url }, 'ready');
    return { url, logger: log, stop: () => closers.close(), ended: connection.closed() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Lets requests under way end; who holds a connection longer than any answer takes is cut off. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const closing = app.close();
  await atMost(CLOSE_LIMIT_MS, closing);
  app.server.closeAllConnections();
  await closing;
}

async function listen(
  app: FastifyInstance,
  { HTTP_HOST: host, HTTP_PORT: port }: EdgeSettings,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const reason = `${String(error)}. Look at HTTP_HOST and HTTP_PORT.`;
    throw new ConfigError(`the edge cannot listen: ${reason}`, { cause: error });
  }
}

async function assemble(
  connection: NatsConnection,
  settings: EdgeSettings,
  served: Served,
  log: Logger,
  closers: Closers,
): Promise<AppParts> {
  const isReachable = followReachability(connection);
  const ask = askOverNats({ connection, isReachable }, settings.EDGE_DEADLINE_MS);
  const keys = keySet(ask, log);
  await keys.refresh();
  const hub = new OrderHub();
  const feed = new HubFeed(connection, hub, log);
  closers.add(() => feed.stop());
  await feed.look();
  return {
    ask,
    log,
    doors: doorsOf(served.queries, served.requests),
    verify: tokenVerifier(keys, {
      issuer: settings.AUTH_ISSUER,
      clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    }),
    stale: staleAnswers(settings),
    caching: {
      publicMaxAgeSeconds: settings.EDGE_PUBLIC_MAX_AGE_SECONDS,
      staleSeconds: settings.EDGE_STALE_SECONDS,
    },
    events: { hub, replay: replayFrom(connection), ...streamRules(settings) },
    health: { isBrokerReachable: isReachable, areKeysKnown: () => keys.ready },
  };
}

function keySet(ask: Ask, log: Logger): CachedKeySet {
  const subject = querySubject(getJwks.type);
  return new CachedKeySet({
    fetch: () => ask({ subject, body: '{}', reader: undefined }),
    pauseMs: KEYS_PAUSE_MS,
    firstPauseMs: FIRST_KEYS_PAUSE_MS,
    maxAgeMs: KEYS_MAX_AGE_MS,
    onFailure: (error) =>
      log.warn({ trouble: String(error) }, 'auth does not tell its keys; those known stay'),
    clock: () => performance.now(),
  });
}

function staleAnswers(settings: EdgeSettings): StaleAnswers {
  return new StaleAnswers({
    maxAgeMs: settings.EDGE_STALE_SECONDS * SECOND_MS,
    maxEntries: STALE_ENTRIES,
    maxCharacters: STALE_CHARACTERS,
    clock: () => performance.now(),
  });
}

function streamRules(settings: EdgeSettings): Pick<AppParts['events'], 'open' | 'rules'> {
  return {
    open: new OpenStreams({
      overall: settings.EDGE_STREAMS,
      perUser: settings.EDGE_STREAMS_PER_USER,
    }),
    rules: {
      heartbeatMs: settings.EDGE_HEARTBEAT_SECONDS * SECOND_MS,
      lingerMs: settings.EDGE_LINGER_SECONDS * SECOND_MS,
    },
  };
}
