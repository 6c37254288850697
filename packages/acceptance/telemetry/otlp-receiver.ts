import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const anyValue = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const attributes = z
  .array(z.object({ key: z.string(), value: anyValue }))
  .default([])
  .transform((all) =>
    Object.fromEntries(
      all.map(({ key, value }) => [key, Object.values(value).find((each) => each !== undefined)]),
    ),
  );
const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);
const span = z.object({
  traceId,
  spanId,
  parentSpanId: spanId.optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  links: z.array(z.object({ traceId, spanId })).default([]),
  status: z.object({ code: z.int().default(0) }).default({ code: 0 }),
});
const resource = z.object({ attributes });
const traces = z.object({
  resourceSpans: z.array(
    z.object({ resource, scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});
const metrics = z.object({
  resourceMetrics: z.array(
    z.object({
      resource,
      scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string() })) })),
    }),
  ),
});

/** A span as it was received, and the service that sent it. */
export type ReceivedSpan = z.infer<typeof span> & { readonly service: string };

/** The kinds of spans, as the protocol numbers them. */
export const KIND = { server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** A receiver of OpenTelemetry's protocol over HTTP with JSON bodies, for traces and metrics. */
export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The names of the metrics that each service has sent. */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>>;
  /** What came and is not as the protocol says. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const named = new Map<string, Set<string>>();
  const faults: string[] = [];
  const take = (path: string | undefined, body: unknown): void => {
    if (path === '/v1/traces') spans.push(...spansIn(body));
    else if (path === '/v1/metrics') noteMetrics(named, body);
    else throw new Error(`nothing is sent to ${path ?? ''}`);
  };
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) => take(request.url, body))
      .catch((error: unknown) => faults.push(String(error)))
      .finally(() => response.setHeader('content-type', 'application/json').end('{}'));
  });
  await new Promise<void>((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const stop = async (): Promise<void> => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return { url, spans, metrics: named, faults, stop };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(await text(request));
}

function spansIn(body: unknown): readonly ReceivedSpan[] {
  return traces.parse(body).resourceSpans.flatMap(({ resource: from, scopeSpans }) => {
    const service = String(from.attributes['service.name']);
    return scopeSpans.flatMap((scope) => scope.spans.map((each) => ({ ...each, service })));
  });
}

function noteMetrics(named: Map<string, Set<string>>, body: unknown): void {
  for (const { resource: from, scopeMetrics } of metrics.parse(body).resourceMetrics) {
    const service = String(from.attributes['service.name']);
    const names = scopeMetrics.flatMap((scope) => scope.metrics.map(({ name }) => name));
    named.set(service, new Set([...(named.get(service) ?? []), ...names]));
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
