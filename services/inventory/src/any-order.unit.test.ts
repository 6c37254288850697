import { describe, expect, it } from 'vitest';
import { InMemoryInventory } from './in-memory-inventory.fixtures.ts';

const skus = ['tea', 'cup', 'pot'];

/** Numbers below `bound` that a seed determines (mulberry32). */
function randomFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
  );
}

function expectEveryPieceAccountedFor(inventory: InMemoryInventory, delivered: number[]): void {
  skus.forEach((sku, at) => {
    const level = inventory.stock.get(sku);
    const { onHand, reserved, committed, restocked } = level ?? nothing;
    expect(Math.min(onHand, reserved, committed), `${sku} is negative`).toBeGreaterThanOrEqual(0);
    expect(onHand + reserved + committed, `${sku} does not add up`).toBe(restocked);
    expect(restocked, `${sku} restocked`).toBe(delivered[at]);
    expect(reserved, `${sku} reserved`).toBe(inventory.heldBy('reserved', sku));
    expect(committed, `${sku} committed`).toBe(inventory.heldBy('committed', sku));
  });
}
const nothing = { onHand: 0, reserved: 0, committed: 0, restocked: 0 };

/** Orders that are placed, cancelled and confirmed in any order and again and again, between deliveries. */
function live(seed: number): InMemoryInventory {
  const random = randomFrom(seed);
  const inventory = new InMemoryInventory();
  const delivered = skus.map(() => 0);
  const orders = Array.from({ length: 8 }, (_, at) => ({
    orderId: `o-${at}`,
    isToBeCancelled: random(2) === 0,
    lines: skus.slice(random(3)).map((sku) => ({ sku, quantity: 1 + random(4) })),
  }));
  for (let step = 0; step < 60; step += 1) {
    const order = orders[random(orders.length)];
    const move = random(4);
    if (order === undefined || move === 0) {
      const at = random(skus.length);
      const quantity = 1 + random(6);
      inventory.restock(skus[at] ?? '', quantity);
      delivered[at] = (delivered[at] ?? 0) + quantity;
    } else if (move === 1) inventory.place(order.orderId, order.lines);
    else if (order.isToBeCancelled) inventory.cancel(order.orderId);
    else inventory.confirm(order.orderId);
    expectEveryPieceAccountedFor(inventory, delivered);
  }
  return inventory;
}

describe('the stock, whatever arrives in whatever order', () => {
  it('is never negative and always adds up, and every outcome occurs', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      for (const { status } of live(seed).reservations.values()) seen.add(status);
    }
    expect([...seen].toSorted()).toEqual(['committed', 'rejected', 'released', 'reserved', 'void']);
  });

  it('tells of each change of a reservation exactly once', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const inventory = live(seed);
      for (const { orderId, version } of inventory.reservations.values()) {
        const facts = inventory.events.filter((event) => {
          return (
            event.name !== 'inventory.restocked.v1' && event.contract.key(event.data) === orderId
          );
        });
        expect(facts.length, `${orderId} under seed ${seed}`).toBe(version);
      }
    }
  });

  it('is all on hand again after a cancellation that came early, late and twice', () => {
    for (const moves of permutations(['place', 'place', 'cancel', 'cancel'] as const)) {
      const inventory = new InMemoryInventory();
      inventory.restock('tea', 5);
      for (const move of moves) {
        if (move === 'place') inventory.place('o-1', [{ sku: 'tea', quantity: 2 }]);
        else inventory.cancel('o-1');
      }
      expect(inventory.stock.get('tea'), moves.join()).toMatchObject({ onHand: 5, reserved: 0 });
      const status = moves[0] === 'cancel' ? 'void' : 'released';
      expect(inventory.reservations.get('o-1')?.status, moves.join()).toBe(status);
    }
  });

  it('sells the last piece once, however many want it', () => {
    const inventory = new InMemoryInventory();
    inventory.restock('tea', 1);
    for (let buyer = 0; buyer < 100; buyer += 1) {
      inventory.place(`o-${buyer}`, [{ sku: 'tea', quantity: 1 }]);
    }
    expect(inventory.heldBy('reserved', 'tea')).toBe(1);
    const rejected = [...inventory.reservations.values()].filter((r) => r.status === 'rejected');
    expect(rejected.length).toBe(99);
  });
});
