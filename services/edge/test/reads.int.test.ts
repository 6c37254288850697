import { HEADERS } from '@murmuration/choreography';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { MISSING, OWNER } from './support/stand-ins.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
  world.services.reset();
});
afterAll(() => world.stop());
afterEach(() => world.services.reset());

const product = '/products/tea-001';
const order = '/orders/o-1';

describe('a read', () => {
  it('is answered with what the service says, text for text', async () => {
    const response = await world.ask(product);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ sku: 'tea-001', version: 1 });
    expect(world.services.asked).toMatchObject([{ type: 'product.get', data: { sku: 'tea-001' } }]);
  });

  it('tells the service who asks, from where, and how long the answer is waited for', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await world.ask(order, { token: await world.token(), headers: { traceparent } });
    const [asked] = world.services.asked;
    expect(asked?.header(HEADERS.readerId)).toBe(OWNER);
    expect(asked?.header(HEADERS.readerRoles)).toBe('customer');
    expect(asked?.header(HEADERS.clientAddress)).toBe('127.0.0.1');
    expect(asked?.header(HEADERS.traceparent)).toContain('0af7651916cd43dd8448eb211c80319c');
    const left = Number(asked?.header(HEADERS.timeLeft));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('of somebody who has not signed in says so, and does not pass for a trusted program’s', async () => {
    await world.ask(product, { token: await world.token() });
    const [asked] = world.services.asked;
    expect(asked?.header(HEADERS.readerId)).toBeUndefined();
    expect(asked?.header(HEADERS.readerRoles)).toBe('anonymous');
  });

  it('believes no headers that name a reader', async () => {
    const forged = {
      'reader-id': 'u-other',
      'reader-roles': 'operator',
      'x-forwarded-for': '9.9.9.9',
    };
    await world.ask(order, { token: await world.token(), headers: forged });
    const [asked] = world.services.asked;
    expect(asked?.header(HEADERS.readerId)).toBe(OWNER);
    expect(asked?.header(HEADERS.readerRoles)).toBe('customer');
    expect(asked?.header(HEADERS.clientAddress)).toBe('127.0.0.1');
  });

  it('reads numbers from the address', async () => {
    await world.ask('/products?limit=7');
    expect(world.services.asked[0]?.data).toMatchObject({ limit: 7 });
  });

  it('of what is not there, or is somebody else’s, finds nothing', async () => {
    const missing = await world.ask(`/products/${MISSING}`);
    const foreign = await world.ask(order, { token: await world.token('u-other') });
    for (const response of [missing, foreign]) {
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({
        type: 'urn:murmuration:problem:not_found',
        status: 404,
        code: 'not_found',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });
});

describe('an answer that is known already', () => {
  it('is not sent again, until it changes', async () => {
    const first = await world.ask(product);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const again = await world.ask(product, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    world.services.behaviours.set('product.get', () => ({ sku: 'tea-001', version: 2 }));
    const changed = await world.ask(product, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('may be kept by anybody when it is public, and by nobody but the reader’s own client when not', async () => {
    const open = await world.ask(product);
    expect(open.headers.get('cache-control')).toBe('public, max-age=5, stale-if-error=3600');
    const own = await world.ask(order, { token: await world.token() });
    expect(own.headers.get('cache-control')).toBe('private, no-cache');
    const me = await world.ask('/me', { token: await world.token() });
    expect(me.headers.get('cache-control')).toBe('private, no-store');
  });

  it('can be asked about with HEAD', async () => {
    const response = await world.ask(product, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^"/);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(10);
  });
});

describe('a list', () => {
  it('links to its next page, and the last page to none', async () => {
    world.services.behaviours.set('product.list', () => ({ items: [], next: 'tea_co-1' }));
    const response = await world.ask('/products?limit=2');
    const link = response.headers.get('link') ?? '';
    const next = /^<([^>]+)>; rel="next"$/.exec(link)?.[1] ?? '';
    expect(next).toBe('/products?limit=2&cursor=tea_co-1');
    world.services.behaviours.set('product.list', () => ({ items: [], next: null }));
    const last = await world.ask(next);
    expect(last.headers.get('link')).toBeNull();
    expect(world.services.asked[1]?.data).toMatchObject({ cursor: 'tea_co-1', limit: 2 });
  });
});

describe('an account call', () => {
  it('goes to auth and is kept nowhere', async () => {
    const body = { email: 'ada@example.com', password: 'a lovely engine of analysis' };
    const response = await world.ask('/account/sign-in', { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
    expect(world.services.asked).toMatchObject([{ type: 'auth.sign-in', data: body }]);
  });
});

describe('what describes the edge', () => {
  it('is served for programs and for people', async () => {
    const document = await world.ask('/openapi.json');
    expect(await document.json()).toMatchObject({ openapi: '3.1.1' });
    const page = await world.ask('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    const html = await page.text();
    expect(html).toContain('/orders/:orderId');
    expect(html).not.toMatch(/<script|src=|@import|url\(/);
  });

  it('says that it lives and is ready', async () => {
    expect(await (await world.ask('/livez')).json()).toEqual({ status: 'ok' });
    expect(await (await world.ask('/readyz')).json()).toMatchObject({ keys: 'known' });
  });
});
