import {
  type orderPlaced,
  type StockLine,
  stockRejected,
  stockReserved,
} from '@murmuration/contracts';
import type { InventoryDecision } from './inventory-decision.ts';
import { type Reservation, unknownStatus } from './reservation.ts';
import { levelFor, setAside, type StockLookup } from './stock-level.ts';

type Placed = Pick<
  Parameters<typeof orderPlaced.key>[0],
  'orderId' | 'customerId' | 'lines' | 'total' | 'paymentMethod'
>;
type Shortage = Parameters<typeof stockRejected.key>[0]['shortages'][number];
type Reserved = ReturnType<typeof stockReserved.of>;
type Rejected = ReturnType<typeof stockRejected.of>;

/** Sets every line of an order aside, or, when any is short, none. */
export function decideReservation(
  known: Reservation | undefined,
  order: Placed,
  stock: StockLookup,
): InventoryDecision<Reserved | Rejected> {
  if (known !== undefined) return { ignored: whyNotAgain(known) };
  const lines = linesPerSku(order.lines);
  const shortages = findShortages(lines, stock);
  if (shortages.length > 0) return refuse(order.orderId, shortages);
  const { orderId, customerId, total: amount, paymentMethod } = order;
  const payment = { customerId, amount, lines: order.lines, paymentMethod };
  return {
    save: {
      reservations: [{ orderId, status: 'reserved', lines, version: 1 }],
      stock: lines.map(({ sku, quantity }) => setAside(levelFor(stock, sku), quantity)),
    },
    emit: [stockReserved.of({ orderId, lines, payment })],
  };
}

function refuse(orderId: string, shortages: Shortage[]): InventoryDecision<Rejected> {
  return {
    save: { reservations: [{ orderId, status: 'rejected', lines: [], version: 1 }] },
    emit: [stockRejected.of({ orderId, shortages })],
  };
}

/** Two lines of one article share its stock, so they are judged together. */
function linesPerSku(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}

function findShortages(lines: readonly StockLine[], stock: StockLookup): Shortage[] {
  const shortages: Shortage[] = [];
  for (const { sku, quantity: requested } of lines) {
    const available = stock.get(sku)?.onHand ?? 0;
    if (available < requested) shortages.push({ sku, requested, available });
  }
  return shortages;
}

function whyNotAgain({ orderId, status }: Reservation): string {
  switch (status) {
    case 'void':
      return `order ${orderId} was cancelled before it arrived here`;
    case 'reserved':
    case 'rejected':
    case 'released':
    case 'committed':
      return `order ${orderId} was decided before: ${status}`;
    default:
      return unknownStatus(status);
  }
}
