import { createServer, type Server } from 'node:http';
import { type Observability, startObservability } from '@murmuration/observability';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { OWNER } from './support/stand-ins.ts';

const span = z.object({
  name: z.string(),
  kind: z.int(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: z.array(z.looseObject({ key: z.string() })),
});
const batch = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

const SERVER = 2;
const CLIENT = 3;
const spans: z.infer<typeof span>[] = [];
let collector: Server;
let observability: Observability;
let world: EdgeWorld;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const { resourceSpans } = batch.parse(JSON.parse(text));
      spans.push(
        ...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)),
      );
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const port = await new Promise<number>((resolve) => {
    collector.listen(0, '127.0.0.1', () => {
      const address = collector.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `http://127.0.0.1:${port}/v1/traces`);
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json');
  vi.stubEnv('OTEL_TRACES_EXPORTER', 'otlp');
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'none');
  const log = { warn: () => undefined, info: () => undefined, error: () => undefined };
  observability = await startObservability({ service: 'edge', environment: process.env, log });
  world = await edgeWorld();
});
afterAll(async () => {
  await world.stop();
  collector.close();
  vi.unstubAllEnvs();
});

it('continues the trace of a client, over the question, to the service that answers, and tells nobody’s ids', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const token = await world.token();
  await world.ask('/orders/o-1', { token, headers: { traceparent } });
  await observability.stop();
  const ours = spans.filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
  const server = ours.find(({ name }) => name === 'GET /orders/:orderId');
  const service = ours.find(({ name, kind }) => kind === SERVER && name !== server?.name);
  const client = ours.find(({ kind }) => kind === CLIENT);
  expect(server).toMatchObject({ kind: SERVER, parentSpanId: 'b7ad6b7169203331' });
  expect(client).toMatchObject({ name: 'qry.order.get', parentSpanId: server?.spanId });
  expect(service).toMatchObject({ name: 'qry.order.get', parentSpanId: client?.spanId });
  expect(JSON.stringify(ours)).not.toMatch(new RegExp(`o-1|${OWNER}`));
});
