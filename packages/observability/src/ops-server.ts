import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OpsServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Everything that keeps the program from working, in words; nothing when it is ready. */
  readonly problems: () => Promise<readonly string[]>;
  /** The metrics as Prometheus reads them; without it there are none. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

/** Probes and metrics of a program, for those who run it; not for the public. */
export interface OpsServer {
  /** `http://host:port`. */
  readonly url: string;
  close(): Promise<void>;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const REQUEST_LIMIT_MS = 5_000;

/** Serves `/livez`, `/readyz` and `/metrics`. Throws when it cannot listen, naming the variables that say where. */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    void serve(options, request, response);
  });
  server.requestTimeout = REQUEST_LIMIT_MS;
  await listen(server, options);
  const port = portOf(server.address());
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}`, close: () => close(server) };
}

async function serve(
  options: OpsServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, type, text } = await pageOf(options, request).catch((error: unknown): Page =>
    plain(500, `cannot be told: ${String(error)}`),
  );
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

async function pageOf(options: OpsServerOptions, request: IncomingMessage): Promise<Page> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET');
  const path = (request.url ?? '').split('?', 1).join('');
  switch (path) {
    case '/livez':
      // it was answered, so the event loop turns
      return json(200, { status: 'ok' });
    case '/readyz':
      return await readiness(options);
    case '/metrics':
      return await metricsPage(options);
    default:
      return plain(404, '/livez, /readyz and /metrics are here');
  }
}

async function readiness({ problems }: OpsServerOptions): Promise<Page> {
  const reasons = await problems();
  return reasons.length === 0
    ? json(200, { status: 'ok' })
    : json(503, { status: 'unavailable', reasons });
}

async function metricsPage({ metrics }: OpsServerOptions): Promise<Page> {
  if (metrics === undefined) return plain(404, 'metrics are switched off: OTEL_SDK_DISABLED');
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  return { status: 200, type, text: await metrics() };
}

const plain = (status: number, text: string): Page => ({
  status,
  type: 'text/plain; charset=utf-8',
  text: `${text}\n`,
});

const json = (status: number, body: object): Page => ({
  status,
  type: 'application/json',
  text: `${JSON.stringify(body)}\n`,
});

async function listen(server: Server, { host, port }: OpsServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Error(
          `probes and metrics cannot be served at ${host}:${port}: ${error.message}. Look at OPS_HOST and OPS_PORT.`,
          { cause: error },
        ),
      ),
    );
    server.listen({ host, port }, resolve);
  });
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
