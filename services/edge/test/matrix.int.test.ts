import { queries, requests } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORDER_EVENTS_PATH } from '../src/order-events/mount-order-events.ts';
import { doorsOf } from '../src/routes/doors.ts';
import type { RouteAccess } from '../src/identity/access.ts';
import { addressOf, type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { OWNER } from './support/stand-ins.ts';
import { claimsFor, sign } from './support/tokens.ts';

/** Who comes to a route: nobody, the customer whom its rows concern, another customer, an operator, and the owner with a token that has run out. */
const READERS = ['nobody', 'owner', 'stranger', 'operator', 'expired'] as const;
type ReaderKind = (typeof READERS)[number];

/** What each of them finds, by what the contract says. A kind of access that is not here does not compile. */
const FINDS: Readonly<Record<RouteAccess, Readonly<Record<ReaderKind, 'served' | number>>>> = {
  public: {
    nobody: 'served',
    owner: 'served',
    stranger: 'served',
    operator: 'served',
    expired: 'served',
  },
  'signed-in': {
    nobody: 401,
    owner: 'served',
    stranger: 'served',
    operator: 'served',
    expired: 401,
  },
  own: { nobody: 401, owner: 'served', stranger: 'served', operator: 'served', expired: 401 },
  owner: { nobody: 401, owner: 'served', stranger: 404, operator: 'served', expired: 401 },
  operator: { nobody: 401, owner: 403, stranger: 403, operator: 'served', expired: 401 },
};

interface Route {
  readonly verb: 'GET' | 'POST';
  readonly path: string;
  readonly access: RouteAccess;
  readonly address: string;
  readonly body?: unknown;
  readonly served: number;
}

const doors = doorsOf(queries, requests);
const routes: readonly Route[] = [
  ...doors.queries.map(({ contract, path, access }) => ({
    verb: 'GET' as const,
    path,
    access,
    address: addressOf(path, contract.examples[0]?.params),
    served: 200,
  })),
  ...doors.requests.map(({ contract, path, access, status }) => ({
    verb: 'POST' as const,
    path,
    access,
    address: path,
    body: contract.examples[0]?.data,
    served: status,
  })),
  {
    verb: 'GET',
    path: ORDER_EVENTS_PATH,
    access: 'owner',
    address: '/orders/o-1/events',
    served: 200,
  },
];
/** Routes that tell nothing about anybody. */
const UNGUARDED = ['/docs', '/livez', '/openapi.json', '/readyz'];

const cells = routes.flatMap((route) =>
  READERS.map((reader) => ({ ...route, reader, finds: FINDS[route.access][reader] })),
);

let world: EdgeWorld;
const tokens = new Map<ReaderKind, string>();
beforeAll(async () => {
  world = await edgeWorld();
  const past = Math.floor(Date.now() / 1_000) - 60;
  const expired = claimsFor(OWNER, ['customer'], { iat: past - 600, exp: past });
  tokens.set('owner', await world.token(OWNER));
  tokens.set('stranger', await world.token('u-stranger'));
  tokens.set('operator', await world.token('u-operator', ['customer', 'operator']));
  tokens.set('expired', await sign(world.key, expired));
});
afterAll(() => world.stop());

/** The status of a route; what it streams is not waited for. */
async function statusFor({ verb, address, body }: Route, reader: ReaderKind): Promise<number> {
  const controller = new AbortController();
  const { status } = await world.ask(address, {
    method: verb,
    body,
    token: tokens.get(reader),
    signal: controller.signal,
  });
  controller.abort();
  return status;
}

describe('route × role × owner', () => {
  it.each(cells)('$verb $path ($access): $reader finds $finds', async (cell) => {
    const expected = cell.finds === 'served' ? cell.served : cell.finds;
    expect(await statusFor(cell, cell.reader)).toBe(expected);
  });
});

describe('the matrix', () => {
  it('has every contract that says where it is served', () => {
    const served = [...queries, ...requests].filter(({ http }) => http !== undefined);
    expect(served.length).toBeGreaterThan(0);
    const known = new Set(routes.map(({ verb, path }) => `${verb} ${path}`));
    const missing = served.filter(({ http }) => !known.has(`${http?.method} ${http?.path}`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has every path that the edge describes, and the edge describes no other', async () => {
    const response = await world.ask('/openapi.json');
    const { paths } = (await response.json()) as { paths: Readonly<Record<string, object>> };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const expected = routes.map(
      ({ verb, path }) => `${verb} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(described.toSorted()).toEqual(expected.toSorted());
  });

  it('has no contract that is internal', () => {
    const internal = [...queries, ...requests].filter(({ access }) => access === 'internal');
    expect(internal.map(({ http }) => http)).toEqual(internal.map(() => undefined));
  });

  it.each(UNGUARDED)('%s tells the same to everybody', async (path) => {
    expect((await world.ask(path)).status).toBe(200);
  });
});
