import { stockCommitted } from '@murmuration/contracts';
import type { InventoryDecision } from './inventory-decision.ts';
import { type Reservation, unknownStatus } from './reservation.ts';
import { handOver, levelFor, type StockLookup } from './stock-level.ts';

type Committed = ReturnType<typeof stockCommitted.of>;

/** Hands over what a confirmed order holds. */
export function decideCommitment(
  known: Reservation | undefined,
  orderId: string,
  stock: StockLookup,
): InventoryDecision<Committed> {
  if (known === undefined) {
    return { ignored: `order ${orderId} cannot be confirmed: nothing was reserved for it` };
  }
  const { status } = known;
  switch (status) {
    case 'reserved':
      return commit(known, stock);
    case 'committed':
      return { ignored: `the stock of order ${orderId} was handed over before` };
    case 'rejected':
    case 'released':
    case 'void':
      return { ignored: `order ${orderId} cannot be confirmed: its reservation is ${status}` };
    default:
      return unknownStatus(status);
  }
}

function commit(held: Reservation, stock: StockLookup): InventoryDecision<Committed> {
  const { orderId, lines } = held;
  return {
    save: {
      reservations: [{ ...held, status: 'committed', version: held.version + 1 }],
      stock: lines.map(({ sku, quantity }) => handOver(levelFor(stock, sku), quantity)),
    },
    emit: [stockCommitted.of({ orderId, lines })],
  };
}
