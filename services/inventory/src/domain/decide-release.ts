import { stockReleased } from '@murmuration/contracts';
import type { InventoryDecision } from './inventory-decision.ts';
import { type Reservation, unknownStatus } from './reservation.ts';
import { levelFor, putBack, type StockLookup } from './stock-level.ts';

type Released = ReturnType<typeof stockReleased.of>;

/** Gives back what a cancelled order holds; remembers a cancellation that came before its order. */
export function decideRelease(
  known: Reservation | undefined,
  orderId: string,
  stock: StockLookup,
): InventoryDecision<Released> {
  if (known === undefined) {
    return { save: { reservations: [{ orderId, status: 'void', lines: [], version: 0 }] } };
  }
  const { status } = known;
  switch (status) {
    case 'reserved':
      return release(known, stock);
    case 'rejected':
      return { ignored: `nothing was ever set aside for order ${orderId}` };
    case 'released':
    case 'void':
      return { ignored: `order ${orderId} holds nothing since an earlier cancellation` };
    case 'committed':
      return { ignored: `order ${orderId} cannot be cancelled: it was confirmed, which is final` };
    default:
      return unknownStatus(status);
  }
}

function release(held: Reservation, stock: StockLookup): InventoryDecision<Released> {
  const { orderId, lines } = held;
  return {
    save: {
      reservations: [{ ...held, status: 'released', version: held.version + 1 }],
      stock: lines.map(({ sku, quantity }) => putBack(levelFor(stock, sku), quantity)),
    },
    emit: [stockReleased.of({ orderId, lines })],
  };
}
