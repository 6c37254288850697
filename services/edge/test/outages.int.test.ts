import { RequestError } from '@murmuration/choreography';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';

const DEADLINE_MS = 1_000;
let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld({ EDGE_DEADLINE_MS: String(DEADLINE_MS) });
});
afterAll(() => world.stop());
afterEach(() => world.services.reset());

async function problemAt(path: string): Promise<{ status: number; code: string; ms: number }> {
  const begun = performance.now();
  const response = await world.ask(path, { token: await world.token('u-owner', ['operator']) });
  const { code } = (await response.json()) as { code: string };
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  return { status: response.status, code, ms: performance.now() - begun };
}

const statusAt = async (path: string): Promise<number> =>
  (await world.ask(path, { token: await world.token() })).status;

/** Never resolves: a service that hangs. */
const hang = (): Promise<never> => new Promise(() => undefined);

describe('a service that is stopped', () => {
  it('is said to be away within the deadline; others are not concerned; it is back by itself', async () => {
    await world.services.stop('payment');
    const problem = await problemAt('/orders/o-1/payment');
    expect(problem).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(problem.ms).toBeLessThan(DEADLINE_MS);
    expect(await statusAt('/orders/o-1')).toBe(200);
    expect(await statusAt('/products/tea-001')).toBe(200);
    await world.services.start('payment');
    expect(await statusAt('/orders/o-1/payment')).toBe(200);
  });
});

describe('a service that hangs', () => {
  it('is waited for until the deadline, then left alone, and asked again after a while', async () => {
    world.services.behaviours.set('payment.get', hang);
    const late = await problemAt('/orders/o-1/payment');
    expect(late).toMatchObject({ status: 504, code: 'deadline_exceeded' });
    expect(late.ms).toBeGreaterThanOrEqual(DEADLINE_MS - 5);
    const open = async (): Promise<string> => (await problemAt('/orders/o-1/payment')).code;
    await expect.poll(open, { timeout: 10_000 }).toBe('service_unavailable');
    const isLeftAlone = async (): Promise<boolean> => {
      const asked = world.services.asked.length;
      return (await open()) === 'service_unavailable' && world.services.asked.length === asked;
    };
    await expect.poll(isLeftAlone, { timeout: 10_000 }).toBe(true);
    expect(await statusAt('/orders/o-1')).toBe(200);
    world.services.behaviours.delete('payment.get');
    await expect.poll(() => statusAt('/orders/o-1/payment'), { timeout: 15_000 }).toBe(200);
  });
});

describe('a service that breaks down', () => {
  it.each([
    [new Error('a bug'), 502, 'service_failed'],
    [new RequestError(503, 'the database is away'), 503, 'service_unavailable'],
    [new RequestError(408, 'too late'), 504, 'deadline_exceeded'],
  ])('with "%s" is told as %i', async (error, status, code) => {
    world.services.behaviours.set('order.get', () => {
      throw error;
    });
    expect(await problemAt('/orders/o-1')).toMatchObject({ status, code });
  });
});

describe('a question that breaks a service', () => {
  it('closes it to nobody else', async () => {
    world.services.behaviours.set('order.get', ({ data }) => {
      if (JSON.stringify(data).includes('o-bad')) throw new Error('a bug');
      return { orderId: 'o-1', version: 1 };
    });
    for (let i = 0; i < 20; i += 1) expect(await statusAt('/orders/o-bad')).toBe(502);
    expect(await statusAt('/orders/o-1')).toBe(200);
  });
});

describe('a service that refuses', () => {
  it.each([
    [400, 'invalid_request'],
    [401, 'credentials_refused'],
    [403, 'not_allowed'],
    [404, 'not_found'],
    [409, 'conflict'],
    [413, 'too_large'],
    [422, 'unprocessable'],
    [429, 'too_many_requests'],
  ])('with %i is told as %s, with its reasons, and stays in use', async (status, code) => {
    const errors = [{ field: 'password', code: 'too_common', message: 'choose another' }];
    world.services.behaviours.set('auth.sign-in', () => {
      throw new RequestError(status, 'not like this', errors);
    });
    const body = { email: 'ada@example.com', password: 'password' };
    for (let i = 0; i < 8; i += 1) {
      const response = await world.ask('/account/sign-in', { method: 'POST', body });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({
        status,
        code,
        detail: 'not like this',
        errors,
      });
    }
  });
});

describe('the public catalogue', () => {
  it('stays readable when product is down, and says how old it is', async () => {
    const fresh = await world.ask('/products?limit=3');
    // of such there are any number: none is kept
    await world.ask('/products?q=tea');
    await world.services.stop('product');
    const stale = await world.ask('/products?limit=3');
    expect(stale.status).toBe(200);
    expect(stale.headers.get('murmuration-stale')).toBe('true');
    expect(stale.headers.get('age')).toMatch(/^\d+$/);
    expect(stale.headers.get('etag')).toBe(fresh.headers.get('etag'));
    expect(await stale.text()).toBe(await fresh.text());
    for (const path of ['/products?limit=4', '/products?q=tea']) {
      expect(await problemAt(path)).toMatchObject({ status: 503, code: 'service_unavailable' });
    }
    await world.services.start('product');
    const back = await world.ask('/products?limit=3');
    expect(back.headers.get('murmuration-stale')).toBeNull();
  });

  it('tells nothing old that product takes back', async () => {
    expect((await world.ask('/products/tea-002')).status).toBe(200);
    world.services.behaviours.set('product.get', () => null);
    expect((await world.ask('/products/tea-002')).status).toBe(404);
  });
});

describe('rows of customers', () => {
  it('are never given old', async () => {
    expect(await statusAt('/orders/o-1')).toBe(200);
    await world.services.stop('order');
    expect(await statusAt('/orders/o-1')).toBe(503);
    await world.services.start('order');
  });
});

describe('a broker that goes away', () => {
  it('is told at once, and the edge is ready again when it is back', async () => {
    expect(await statusAt('/products/tea-001')).toBe(200);
    await world.broker.halt();
    const ready = async (): Promise<number> => (await world.ask('/readyz')).status;
    await expect.poll(ready, { timeout: 10_000 }).toBe(503);
    const problem = await problemAt('/orders/o-1');
    expect(problem).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(problem.ms).toBeLessThan(DEADLINE_MS);
    expect((await world.ask('/livez')).status).toBe(200);
    expect((await world.ask('/products/tea-001')).headers.get('murmuration-stale')).toBe('true');
    await world.broker.restart();
    await expect.poll(ready, { timeout: 15_000 }).toBe(200);
    await expect.poll(() => statusAt('/orders/o-1'), { timeout: 15_000 }).toBe(200);
  });
});
