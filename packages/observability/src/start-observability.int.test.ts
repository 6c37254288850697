import { metrics, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Observability, startObservability } from './start-observability.ts';
import type { Environment } from './wanted.ts';

const running: Observability[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  trace.disable();
  metrics.disable();
});

const warnings: object[] = [];
const log = { warn: (facts: object) => warnings.push(facts) };
const ops = { host: '127.0.0.1', port: 0, problems: () => Promise.resolve([]) };

async function start(environment: Environment, isServed = true): Promise<Observability> {
  const options = { service: 'test', environment, log, ...(isServed && { ops }) };
  const started = await startObservability(options);
  running.push(started);
  return started;
}

const isTraced = (): boolean => {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider && provider.getDelegateTracer('t') !== undefined;
};
const page = async ({ opsUrl }: Observability): Promise<Response> =>
  await fetch(`${opsUrl ?? ''}/metrics`);

describe('observability', () => {
  it('is nothing when nobody asks for it', async () => {
    const { opsUrl } = await start({}, false);
    expect(opsUrl).toBeUndefined();
    expect(isTraced()).toBe(false);
  });

  it('serves metrics, and traces nothing, when only a port is named', async () => {
    const started = await start({});
    metrics.getMeter('t').createCounter('orders').add(3, { outcome: 'confirmed' });
    const text = await (await page(started)).text();
    expect(text).toContain('orders_total{outcome="confirmed"} 3');
    expect(text).toContain('service_name="test"');
    expect(isTraced()).toBe(false);
  });

  it('keeps the probes when the SDK is switched off', async () => {
    const started = await start({ OTEL_SDK_DISABLED: 'true' });
    expect((await page(started)).status).toBe(404);
    expect((await fetch(`${started.opsUrl ?? ''}/readyz`)).status).toBe(200);
  });

  it('sends the last metrics before it stops', async () => {
    const paths: string[] = [];
    const collector = await listen(
      createServer((request, response) => {
        paths.push(request.url ?? '');
        request.resume().on('end', () => response.end());
      }),
    );
    const address = collector.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const endpoint = `http://127.0.0.1:${port}/v1/metrics`;
    // the exporter reads the process's own environment
    process.env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] = endpoint;
    const started = await start({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint }, false);
    delete process.env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];
    metrics.getMeter('t').createCounter('orders').add(1);
    await started.stop();
    collector.close();
    collector.closeAllConnections();
    expect(paths).toEqual(['/v1/metrics']);
  });
});

async function listen(server: Server): Promise<Server> {
  return await new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0 }, () => resolve(server));
  });
}
