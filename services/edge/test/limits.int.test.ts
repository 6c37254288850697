import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, type EdgeWorld, edgeWorld } from './support/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
});
afterAll(() => world.stop());

const credentials = { email: 'ada@example.com', password: 'a lovely engine of analysis' };

describe('headers that protect', () => {
  it('stand on every answer', async () => {
    for (const path of ['/products', '/nothing', '/docs', '/account/sign-in']) {
      const { headers } = await world.ask(path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('let no page of another origin in, unless it is listed', async () => {
    const headers = { origin: 'https://shop.test', 'access-control-request-method': 'GET' };
    const closed = await world.ask('/products', { headers });
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
    const own = await edgeWorld({ CORS_ORIGINS: 'https://shop.test' });
    const open = await own.ask('/products', { method: 'OPTIONS', headers });
    expect(open.status).toBe(204);
    expect(open.headers.get('access-control-allow-origin')).toBe('https://shop.test');
    expect(open.headers.get('access-control-allow-credentials')).toBeNull();
    const other = { ...headers, origin: 'https://attacker.test' };
    const refused = await own.ask('/products', { method: 'OPTIONS', headers: other });
    expect(refused.headers.get('access-control-allow-origin')).not.toBe('https://attacker.test');
    await own.stop();
  });
});

describe('too many requests', () => {
  it('of an address are refused, account calls sooner; probes never', async () => {
    const own = await edgeWorld({
      EDGE_REQUESTS_PER_MINUTE: '20',
      EDGE_ACCOUNT_CALLS_PER_MINUTE: '3',
      TRUSTED_PROXIES: 'loopback',
    });
    const from = (address: string): Asking => ({ headers: { 'x-forwarded-for': address } });
    const post = (address: string): Promise<Response> =>
      own.ask('/account/sign-in', { ...from(address), method: 'POST', body: credentials });
    for (let i = 0; i < 3; i += 1) expect((await post('10.0.0.1')).status).toBe(200);
    const refused = await post('10.0.0.1');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect((await own.ask('/products', from('10.0.0.1'))).status).toBe(200);
    // some proxies tell the port as well
    expect((await post('10.0.0.1:41001')).status).toBe(429);
    expect((await post('10.0.0.2')).status).toBe(200);
    for (let i = 0; i < 20; i += 1) await own.ask('/nothing', from('10.0.0.3'));
    expect((await own.ask('/products', from('10.0.0.3'))).status).toBe(429);
    expect((await own.ask('/livez', from('10.0.0.3'))).status).toBe(200);
    await own.stop();
  });

  it('of a user are refused wherever they come from', async () => {
    const own = await edgeWorld({
      EDGE_REQUESTS_PER_USER_PER_MINUTE: '5',
      TRUSTED_PROXIES: 'loopback',
    });
    const token = await own.token();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const headers = { 'x-forwarded-for': `10.0.1.${i}` };
      statuses.push((await own.ask('/orders/o-1', { token, headers })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const other = await own.token('u-other', ['operator']);
    expect((await own.ask('/orders/o-1', { token: other })).status).toBe(200);
    await own.stop();
  });

  it('to sign in are throttled while reads go on', async () => {
    const own = await edgeWorld({ EDGE_ACCOUNT_CALLS_PER_MINUTE: '10' });
    const burst = Array.from({ length: 200 }, () =>
      own.ask('/account/sign-in', { method: 'POST', body: credentials }),
    );
    const reads = Array.from({ length: 50 }, () => own.ask('/products'));
    const statuses = await Promise.all(reads.map(async (read) => (await read).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const signedIn = (await Promise.all(burst)).filter(({ status }) => status === 200);
    expect(signedIn).toHaveLength(10);
    expect(own.services.asked.filter(({ type }) => type === 'auth.sign-in')).toHaveLength(10);
    await own.stop();
  });
});
