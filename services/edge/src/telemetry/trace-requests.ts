import { contextIn, registeredTracer, traceFrom, traceparentOf } from '@murmuration/choreography';
import { metrics, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The names of OpenTelemetry's conventions for HTTP. The address itself stays out: it holds ids, and what people search for. */
const NAMES = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  scheme: 'url.scheme',
  errorType: 'error.type',
} as const;

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Gives each request its trace: a span that continues what the client sent, or the client's own context when nobody traces; and measures how long answers take. */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest('traceparent', undefined);
  app.decorateRequest('span', undefined);
  app.addHook('onRequest', async (request) => {
    const given = [request.headers['traceparent']].flat()[0];
    request.span = registeredTracer()?.startSpan(
      `${request.method} ${routeOf(request)}`,
      { kind: SpanKind.SERVER, attributes: attributesOf(request) },
      contextIn(given),
    );
    request.traceparent = request.span ? traceparentOf(request.span) : traceFrom(given);
  });
  const durations = metrics
    .getMeter('murmuration')
    .createHistogram('http.server.request.duration', {
      unit: 's',
      description: 'From a request’s headers to the end of its answer',
      advice: { explicitBucketBoundaries: BOUNDS },
    });
  app.addHook('onResponse', async (request, reply) => {
    const told = { ...attributesOf(request), [NAMES.status]: reply.statusCode };
    durations.record(reply.elapsedTime / 1_000, told);
    end(request.span, reply);
  });
}

function end(span: Span | undefined, { statusCode }: FastifyReply): void {
  if (span === undefined) return;
  span.setAttribute(NAMES.status, statusCode);
  if (statusCode >= 500) {
    span
      .setStatus({ code: SpanStatusCode.ERROR })
      .setAttribute(NAMES.errorType, String(statusCode));
  }
  span.end();
}

function attributesOf(request: FastifyRequest) {
  return {
    [NAMES.method]: request.method,
    [NAMES.route]: routeOf(request),
    [NAMES.scheme]: request.protocol,
  };
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none';
