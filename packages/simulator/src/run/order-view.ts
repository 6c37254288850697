import { orderIn, paymentIn, reservationIn, type SagaView } from '@murmuration/explorer';
import type { PlacedRow, Row } from '@murmuration/choreography/simulation';
import { SERVICES } from '../shop/definitions.ts';
import type { World } from './world.ts';

/** Every order that anybody knows of. */
export function orderIds({ cluster }: World): readonly string[] {
  const known = [
    ...cluster.tables('order').table('orders').keys(),
    ...cluster.tables('inventory').table('reservations').keys(),
    ...cluster.tables('payment').table('payments').keys(),
  ];
  return [...new Set(known)].toSorted();
}

/** An order as everybody sees it. */
export function viewOfOrder(world: World, orderId: string): SagaView {
  const { outside } = world;
  const account = outside.provider.accounts.get(orderId);
  return {
    order: orderIn({
      rows: rowsAbout(world, 'order', ['orders'], orderId),
      timers: timersAbout(world, orderId),
      outcomes: outcomesAbout(world, orderId),
    }),
    reservation: reservationIn({ rows: rowsAbout(world, 'inventory', ['reservations'], orderId) }),
    payment: paymentIn({
      rows: rowsAbout(world, 'payment', ['payments', 'refunds', 'ledger'], orderId),
      calls: [],
    }),
    account: account && {
      status: account.status,
      captured: account.captured,
      charges: outside.charges.get(orderId) ?? 0,
      refunds: { all: account.refunded },
    },
    told: toldAbout(world, orderId),
  };
}

function rowsAbout(
  { cluster }: World,
  service: string,
  stores: readonly string[],
  orderId: string,
): Readonly<Record<string, Row>> {
  const found = stores.flatMap((store) =>
    [...cluster.tables(service).table(store)].flatMap(([key, row]) =>
      row['orderId'] === orderId ? [[`${store}/${key}`, row] as const] : [],
    ),
  );
  return Object.fromEntries(found);
}

function timersAbout({ cluster }: World, orderId: string): SagaTimers {
  const timers = [...cluster.tables('order').timers.values()].filter(({ key }) => key === orderId);
  return Object.fromEntries(
    timers.map(({ event, key, row }) => [`${event} ${key}`, { name: event, data: row['data'] }]),
  );
}

type SagaTimers = Parameters<typeof orderIn>[0]['timers'];

/** What those who wished to cancel it were told. */
function outcomesAbout(
  { customers }: World,
  orderId: string,
): Readonly<Record<string, 'accepted' | 'rejected'>> {
  const told = customers.outcomes.get(`order.cancel ${orderId}`)?.[0];
  return told === undefined ? {} : { [`order.cancel.v1 ${orderId}`]: told.status };
}

function toldAbout({ cluster }: World, orderId: string): Readonly<Record<string, number>> {
  const told: Record<string, number> = {};
  for (const service of SERVICES) {
    for (const rows of cluster.tables(service).outbox.values()) {
      for (const row of rows) {
        if (isAbout(row, orderId)) told[row.type] = (told[row.type] ?? 0) + 1;
      }
    }
  }
  return told;
}

/** The order that each row is about: told once, since rows do not change. */
const subjects = new WeakMap<PlacedRow, unknown>();

function isAbout(row: PlacedRow, orderId: string): boolean {
  if (!subjects.has(row)) {
    const data: unknown = JSON.parse(row.data);
    const isObject = typeof data === 'object' && data !== null;
    subjects.set(row, isObject ? Reflect.get(data, 'orderId') : undefined);
  }
  return subjects.get(row) === orderId;
}
