import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { EdgeSettings } from './config/edge-settings.ts';
import type { VerifyToken } from './identity/verify-token.ts';
import { mountOrderEvents, type OrderEventsParts } from './order-events/mount-order-events.ts';
import { answerProblem, handleProblems } from './problems/handle-problems.ts';
import { refuseConnection } from './problems/refuse-connection.ts';
import './protection/fastify-types.ts';
import { guardWith } from './protection/guard.ts';
import { limitRates } from './protection/limits.ts';
import { logRequests } from './protection/log-requests.ts';
import { protect } from './protection/protect.ts';
import type { Doors } from './routes/doors.ts';
import { mountDocuments } from './routes/mount-documents.ts';
import { type Health, mountHealth } from './routes/mount-health.ts';
import { mountQuery } from './routes/mount-query.ts';
import { mountRequest } from './routes/mount-request.ts';
import type { RouteParts } from './routes/parts.ts';
import { traceRequests } from './telemetry/trace-requests.ts';
import { collectRoutes, handleUnknownRoutes } from './routes/unknown-routes.ts';

/** What the app asks of the world. */
export interface AppParts extends Omit<RouteParts, 'guard'> {
  readonly doors: Doors;
  readonly verify: VerifyToken;
  readonly events: Omit<OrderEventsParts, 'guard' | 'ask'>;
  readonly health: Health;
  readonly log: FastifyBaseLogger;
}

const MOST_HEADER_BYTES = 8_192;
const LONGEST_PARAMETER = 1_024;
/** Bodies of routes that do not say otherwise. */
const BODY_LIMIT = 16_384;
/** How often connections are looked at that send too slowly, at most, in milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** Between two requests of one connection, in milliseconds; longer than the proxies before us wait. */
const KEEP_ALIVE_MS = 72_000;

/** Puts the edge together: what holds for every request first, then the routes. Not listening yet. */
export async function buildApp(settings: EdgeSettings, parts: AppParts): Promise<FastifyInstance> {
  const app = createServer(settings, parts.log);
  app.decorateRequest('reader', undefined);
  handleProblems(app);
  traceRequests(app);
  logRequests(app);
  await protect(app, settings);
  const limitUser = await limitRates(app, settings);
  const guard = guardWith(parts.verify, limitUser);
  const routes = collectRoutes(app);
  for (const door of parts.doors.queries) mountQuery(app, door, { ...parts, guard });
  for (const door of parts.doors.requests) mountRequest(app, door, { ...parts, guard });
  mountOrderEvents(app, { ...parts.events, ask: parts.ask, guard });
  mountDocuments(app, parts.doors, guard);
  mountHealth(app, parts.health);
  handleUnknownRoutes(app, routes);
  return app;
}

function createServer(settings: EdgeSettings, log: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.TRUSTED_PROXIES.length === 0 ? false : settings.TRUSTED_PROXIES,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: settings.EDGE_REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    // what comes while we close is still answered, and its connection closed
    return503OnClosing: false,
    http: {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: Math.ceil(settings.EDGE_REQUEST_TIMEOUT_MS / 2),
      connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, settings.EDGE_REQUEST_TIMEOUT_MS / 4),
    },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => answerProblem(error, request, reply),
  });
  // JSON is all that is read here
  app.removeContentTypeParser('text/plain');
  return app;
}
