import { describe, expect, it } from 'vitest';
import { decideCancelRequest } from './domain/decide-cancel-request.ts';
import {
  deadlinePassed,
  decideCancellation,
  outOfStock,
  paymentRefused,
} from './domain/decide-cancellation.ts';
import { decideConfirmation } from './domain/decide-confirmation.ts';
import { decidePlacement } from './domain/decide-placement.ts';
import type { Order, OrderStatus } from './domain/order.ts';
import { ada, catalogue, catalogueOf, mallory, now, wantedOrder } from './domain/order.fixtures.ts';

interface Outcome {
  readonly save?: { readonly orders: readonly [Order] };
  readonly emit?: readonly { readonly name: string }[];
  readonly reject?: readonly unknown[];
  readonly schedule?: readonly unknown[];
  readonly unschedule?: readonly unknown[];
}
type Move = (order: Order | undefined) => Outcome;

const policy = { deadlineSeconds: 900 };
const place: Move = (order) =>
  decidePlacement(order, wantedOrder(), { sender: ada, products: catalogue, policy, now });
const placeUnknown: Move = (order) =>
  decidePlacement(order, wantedOrder(), { sender: ada, products: catalogueOf(), policy, now });
const wish: Move = (order) => decideCancelRequest(order, { orderId: 'o-1' }, ada, now);
const strangersWish: Move = (order) => decideCancelRequest(order, { orderId: 'o-1' }, mallory, now);
const captured: Move = (order) => decideConfirmation(order, 'o-1', now);
const declined: Move = (order) => decideCancellation(order, paymentRefused('no'), now);
const short: Move = (order) =>
  decideCancellation(order, outOfStock([{ sku: 'tea', requested: 2, available: 0 }]), now);
const late: Move = (order) => decideCancellation(order, deadlinePassed(order), now);

const allowed: Readonly<Record<OrderStatus | 'none', readonly OrderStatus[]>> = {
  none: ['cancel-requested', 'placed', 'rejected'],
  'cancel-requested': ['cancel-requested', 'placed', 'cancelled', 'rejected'],
  placed: ['confirmed', 'cancelled'],
  confirmed: [],
  cancelled: [],
  rejected: [],
};
const endings = ['order.confirmed.v1', 'order.cancelled.v1', 'order.rejected.v1'];

/** Applies moves in turn and checks what must hold after each; returns where the order ended and what was told of it. */
function live(moves: readonly Move[]) {
  let order: Order | undefined;
  let hasDeadline = false;
  const facts: string[] = [];
  for (const move of moves) {
    const { save, emit, reject, schedule, unschedule } = move(order);
    if (schedule !== undefined) hasDeadline = true;
    if (unschedule !== undefined) hasDeadline = false;
    const next = save?.orders[0];
    if (next === undefined) {
      expect(emit).toBeUndefined();
      continue;
    }
    expect(allowed[order?.status ?? 'none']).toContain(next.status);
    const told =
      emit?.map(({ name }) => name) ?? (reject === undefined ? [] : ['order.rejected.v1']);
    expect(told.length).toBeGreaterThan(0);
    expect(next.version).toBe((order?.version ?? 0) + told.length);
    facts.push(...told);
    order = next;
    expect(hasDeadline).toBe(order.status === 'placed');
  }
  expect(facts.length).toBe(order?.version ?? 0);
  return { order, facts, told: facts.filter((name) => endings.includes(name)) };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
  );
}

describe('an order, whatever happens to it in whatever order', () => {
  it('changes only as allowed, tells of each change once, and ends exactly once', () => {
    const ends = new Set<string>();
    for (const moves of permutations([place, wish, captured, declined, short, late, place])) {
      const { order, told } = live(moves);
      expect(told.length).toBe(1);
      expect(order?.closedAt).toEqual(now);
      ends.add(`${order?.status} ${order?.cancellation?.reason ?? ''}`);
    }
    expect([...ends].toSorted()).toEqual([
      'cancelled deadline-passed',
      'cancelled out-of-stock',
      'cancelled payment-declined',
      'cancelled requested',
      'confirmed ',
    ]);
  });

  it('is cancelled by its customer on both sides of its arrival, and never left open after', () => {
    expect(live([place, wish, wish]).facts).toEqual(['order.placed.v1', 'order.cancelled.v1']);
    expect(live([wish, wish, place, place]).facts).toEqual([
      'order.cancel-requested.v1',
      'order.placed.v1',
      'order.cancelled.v1',
    ]);
  });

  it('is out of reach for strangers, whether they come early or late', () => {
    for (const moves of permutations([place, strangersWish, strangersWish, strangersWish])) {
      expect(live(moves).order?.status).toBe('placed');
    }
  });

  it('stays rejected once it is', () => {
    for (const later of permutations([place, wish, captured, declined, short, late])) {
      expect(live([placeUnknown, ...later]).facts).toEqual(['order.rejected.v1']);
    }
  });
});
