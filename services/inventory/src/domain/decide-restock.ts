import { type restock, restocked } from '@murmuration/contracts';
import { addPieces, emptyLevel, type StockLevel } from './stock-level.ts';

type Delivery = Parameters<typeof restock.key>[0];

interface RestockDecision {
  readonly save: { readonly stock: readonly [StockLevel] };
  readonly emit: readonly [ReturnType<typeof restocked.of>];
}

/** Books a delivery; the first one of an article begins its stock level. */
export function decideRestock(
  known: StockLevel | undefined,
  { restockId, sku, quantity }: Delivery,
): RestockDecision {
  const level = addPieces(known ?? emptyLevel(sku), quantity);
  return {
    save: { stock: [level] },
    emit: [restocked.of({ restockId, sku, quantity, onHand: level.onHand })],
  };
}
