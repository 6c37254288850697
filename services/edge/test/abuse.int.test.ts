import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDocument } from '../src/problems/problem-error.ts';
import { type Asking, type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { rawConnection, trickle } from './support/raw-connection.ts';

const TIMEOUT_MS = 1_500;
let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld({ EDGE_REQUEST_TIMEOUT_MS: String(TIMEOUT_MS) });
});
afterAll(() => world.stop());
afterEach(() => world.services.reset());

async function problemOf(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as ProblemDocument;
  expect(problem.status).toBe(response.status);
  return problem;
}

async function problemAt(path: string, asking?: Asking): Promise<ProblemDocument> {
  return await problemOf(await world.ask(path, asking));
}

const credentials = { email: 'ada@example.com', password: 'a lovely engine of analysis' };
const signIn = (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ProblemDocument> => problemAt('/account/sign-in', { method: 'POST', body, headers });

describe('an address that is not served', () => {
  it.each([
    '/nothing',
    '/products/a/b',
    '/PRODUCTS',
    '/products/',
    '/products//x',
    '/..%2fproducts',
    '/account/sign-in/x',
  ])('%s is not found', async (path) => {
    expect(await problemAt(path)).toMatchObject({ status: 404, code: 'no_such_route' });
  });

  it.each([
    ['POST', '/products', 'GET, HEAD'],
    ['DELETE', '/orders/o-1', 'GET, HEAD'],
    ['PUT', '/account/sign-in', 'POST'],
    ['GET', '/account/sign-in', 'POST'],
    ['PATCH', '/livez', 'GET, HEAD'],
    ['HEAD', '/orders/o-1/events', 'GET'],
    ['PROPFIND', '/products', 'GET, HEAD'],
    ['OPTIONS', '/products', 'GET, HEAD'],
    ['QUERY', '/products', 'GET, HEAD'],
  ])('%s %s tells what is allowed', async (method, path, allow) => {
    const response = await world.ask(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it.each(['/products/%', '/products/%zz', '/products/%ff%fe', '/orders/%c0%af'])(
    '%s is no address',
    async (path) => {
      const connection = await rawConnection(world.edge.url);
      connection.socket.write(`GET ${path} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n`);
      const answer = await connection.closed;
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"malformed_request"');
    },
  );

  it('may be too long', async () => {
    expect(await problemAt(`/products/${'a'.repeat(2_000)}`)).toMatchObject({
      code: 'uri_too_long',
    });
  });
});

describe('parameters', () => {
  it.each([
    ['/products?limit=0', 'limit', 'too_small'],
    ['/products?limit=abc', 'limit', 'invalid_type'],
    ['/products?limit=1e2', 'limit', 'invalid_type'],
    ['/products?limit=1.5', 'limit', 'invalid_type'],
    ['/products?limit=%201', 'limit', 'invalid_type'],
    ['/products?limit=', 'limit', 'invalid_type'],
    ['/products?limit=1&limit=2', 'limit', 'repeated_parameter'],
    ['/products?colour=red', 'colour', 'unknown_parameter'],
    ['/products?__proto__=x', '__proto__', 'unknown_parameter'],
    ['/products?constructor=x', 'constructor', 'unknown_parameter'],
    ['/products/tea-001?sku=other', 'sku', 'unknown_parameter'],
    ['/products/%00', 'sku', 'unstorable_text'],
  ])('%s: %s is %s', async (path, field, code) => {
    const problem = await problemAt(path);
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors).toMatchObject([{ field, code, message: expect.any(String) }]);
    expect(world.services.asked).toEqual([]);
  });
});

describe('a body', () => {
  it('names every field that is wrong', async () => {
    const problem = await signIn({ email: 'no address', password: 7 });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors?.map(({ field }) => field)).toEqual(['email', 'password']);
    expect(JSON.stringify(problem)).not.toContain('no address');
  });

  it.each([
    ['roles', { ...credentials, roles: ['operator'] }],
    ['userId', { ...credentials, userId: 'u-admin' }],
    ['toString', { ...credentials, toString: 'x' }],
  ])('may set nothing beyond what is asked for: %s', async (field, body) => {
    const problem = await signIn(body);
    expect(problem.errors).toEqual([
      { field, code: 'unknown_field', message: 'is not known here' },
    ]);
    expect(world.services.asked).toEqual([]);
  });

  it.each([
    '{"email":"ada@example.com","password":"long enough","__proto__":{"roles":["operator"]}}',
    '{"email":"ada@example.com","password":"long enough","\\u005f_proto__":{"roles":["operator"]}}',
    '{"email":"ada@example.com","password":"long enough","constructor":{"prototype":{"roles":1}}}',
    '{"email":"ada@example.com","password":{"__proto__":1}}',
  ])('poisons no prototype: %s', async (body) => {
    expect(await signIn(body)).toMatchObject({ status: 400 });
    expect(world.services.asked).toEqual([]);
    expect(Reflect.get({}, 'roles')).toBeUndefined();
  });

  it.each(['{', '', 'null x', '{"a":1', '\u0000', '{"email":undefined}'])(
    'is JSON, which %j is not',
    async (body) => {
      expect(await signIn(body)).toMatchObject({ status: 400, code: 'malformed_json' });
    },
  );

  it.each(['null', '[]', '7', '"text"', 'true'])('is an object, which %s is not', async (body) => {
    expect(await signIn(body)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('holds no text that cannot be stored', async () => {
    for (const password of ['a\u0000b', 'a\ud800b']) {
      const problem = await signIn({ ...credentials, password });
      expect(problem.errors).toMatchObject([{ field: 'password', code: 'unstorable_text' }]);
    }
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'nonsense',
    'multipart/form-data; boundary=x',
  ])('is not of type %s', async (type) => {
    const problem = await signIn(JSON.stringify(credentials), { 'content-type': type });
    expect(problem).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('is not too large, whether it says so or not', async () => {
    const large = JSON.stringify({ ...credentials, password: 'x'.repeat(20_000) });
    expect(await signIn(large)).toMatchObject({ status: 413, code: 'too_large' });
    const connection = await rawConnection(world.edge.url);
    const head =
      'POST /account/sign-in HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\n';
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    connection.socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`);
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('what a client accepts', () => {
  it.each([
    ['/products', 'text/html'],
    ['/products', 'application/json;q=0, */*;q=0'],
    ['/docs', 'application/json'],
    ['/openapi.json', 'application/yaml'],
  ])('%s is not served as %s', async (path, accept) => {
    const problem = await problemAt(path, { headers: { accept } });
    expect(problem).toMatchObject({ status: 406, code: 'not_acceptable' });
  });

  it.each([
    'application/*',
    '*/*',
    'text/html, application/xhtml+xml, */*;q=0.8',
    'application/json; charset=utf-8',
  ])('JSON is served to %s', async (accept) => {
    expect((await world.ask('/products', { headers: { accept } })).status).toBe(200);
  });
});

describe('a client that does not speak HTTP well', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
    [
      'an unknown method',
      'BREW /products HTTP/1.1\r\nHost: edge\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'headers that are too large',
      `GET /products HTTP/1.1\r\nHost: edge\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'two lengths',
      'POST /account/sign-in HTTP/1.1\r\nHost: edge\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed_request',
    ],
  ])('is told so: %s', async (_what, text, status, code) => {
    const connection = await rawConnection(world.edge.url);
    connection.socket.write(text);
    const answer = await connection.closed;
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('Content-Type: application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });

  it.each([
    ['headers', 'GET /products HTTP/1.1\r\nHost: edge\r\n', 'X-A: b\r\n'],
    [
      'a body',
      'POST /account/sign-in HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"email":"',
      'a',
    ],
    ['nothing but a connection', '', ''],
  ])('and slowly is cut off: %s', async (_what, text, again) => {
    const connection = await rawConnection(world.edge.url);
    trickle(connection.socket, text, again);
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 [\s\S]*request_timeout/);
    expect((await world.ask('/livez')).status).toBe(200);
  });
});
