import { afterEach, describe, expect, it } from 'vitest';
import { type OpsServer, type OpsServerOptions, startOpsServer } from './ops-server.ts';

const servers: OpsServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: Partial<OpsServerOptions> = {}): Promise<OpsServer> {
  const problems = (): Promise<string[]> => Promise.resolve([]);
  const server = await startOpsServer({ host: '127.0.0.1', port: 0, problems, ...options });
  servers.push(server);
  return server;
}

describe('probes and metrics', () => {
  it('say that the program lives', async () => {
    const { url } = await start({ problems: () => Promise.resolve(['nothing works']) });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('say whether it is ready, and if not, why', async () => {
    const reasons: string[] = [];
    const { url } = await start({ problems: () => Promise.resolve(reasons) });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    reasons.push('the database does not answer');
    const answer = await fetch(`${url}/readyz?verbose`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'unavailable', reasons });
  });

  it('give the metrics in the format of Prometheus', async () => {
    const { url } = await start({ metrics: () => Promise.resolve('orders_total 3\n') });
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    expect(await answer.text()).toBe('orders_total 3\n');
  });

  it('answer 500 when the metrics cannot be collected, and go on', async () => {
    const { url } = await start({ metrics: () => Promise.reject(new Error('not now')) });
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/metrics', 404],
    ['POST', '/livez', 405],
  ])('answer %s %s with %i', async (method, path, status) => {
    const { url } = await start();
    expect((await fetch(`${url}${path}`, { method })).status).toBe(status);
  });

  it('say which variable is wrong when the port is taken', async () => {
    const { url } = await start();
    await expect(start({ port: Number(new URL(url).port) })).rejects.toThrow('OPS_PORT');
  });
});
