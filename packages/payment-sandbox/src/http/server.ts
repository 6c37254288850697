import Fastify, { type FastifyInstance } from 'fastify';
import { stripeId } from '../api/stripe-id.ts';
import { RequestRefused, type StripeErrorBody } from '../domain/stripe-error.ts';
import type { Database } from '../store/database.ts';
import { summarizeLedger, viewLedger } from '../store/ledger-view.ts';
import { apiKeyCheck } from './api-key.ts';
import { ControlRefused, controlRoutes, type ControlParts } from './control-routes.ts';
import { parseForm } from './form-body.ts';
import { stripeRoutes, type RouteParts } from './stripe-routes.ts';

const LARGEST_BODY_BYTES = 256 * 1_024;

export interface ServerParts extends RouteParts, ControlParts {
  readonly apiKey: string;
  readonly database: Database;
}

/** The HTTP server, not yet listening: Stripe's paths, the control API, the ledger, the health. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const app = Fastify({
    logger: { level: 'error' },
    bodyLimit: LARGEST_BODY_BYTES,
    genReqId: () => stripeId('req'),
    // Idle connections are closed; requests under way are answered first.
    forceCloseConnections: 'idle',
  });
  closeConnectionsOnShutdown(app);
  errorHandling(app);
  app.get('/health', () => ({ status: 'ok' }));
  ledgerRoutes(app, parts);
  controlRoutes(app, parts);
  app.register(async (stripe) => {
    formsOnly(stripe);
    stripeHeaders(stripe, parts.apiKey);
    stripeRoutes(stripe, parts);
  });
  return app;
}

// A connection that is still kept alive after its last answer would hold up the shutdown.
function closeConnectionsOnShutdown(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

function formsOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const type = 'application/x-www-form-urlencoded';
  app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) =>
    parseInto(done, String(body)),
  );
}

function parseInto(done: (error: Error | null, body?: unknown) => void, text: string): void {
  try {
    done(null, parseForm(text));
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}

function stripeHeaders(app: FastifyInstance, apiKey: string): void {
  const check = apiKeyCheck(apiKey);
  app.addHook('onRequest', async (request, reply) => {
    const version = request.headers['stripe-version'];
    if (typeof version === 'string') reply.header('stripe-version', version);
    reply.header('request-id', request.id);
    check(request.headers.authorization);
  });
}

function ledgerRoutes(app: FastifyInstance, { ledger, database }: ServerParts): void {
  app.get<{ Querystring: { orderId?: string } }>('/ledger', ({ query }) =>
    viewLedger(ledger, query.orderId),
  );
  app.get('/ledger/summary', () => summarizeLedger(database));
}

function errorHandling(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${request.url}).`;
    return reply.code(404).send({ error: { type: 'invalid_request_error', message } });
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = describe(error);
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ error: body });
  });
}

function describe(error: unknown): { status: number; body: StripeErrorBody } {
  if (error instanceof RequestRefused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const type = 'invalid_request_error';
  if (error instanceof ControlRefused || error instanceof RangeError) {
    return { status: 400, body: { type, message } };
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return { status, body: { type: status < 500 ? type : 'api_error', message } };
}
