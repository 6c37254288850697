import type { OrderView, StockView } from './order-picture.ts';

/**
 * What does not add up in the stock of one article, given all orders that have ever asked for it and have ended; empty
 * when it adds up. `stock` is null when none ever came in.
 */
export function judgeStock(
  sku: string,
  stock: StockView | null,
  orders: readonly OrderView[],
): readonly string[] {
  const { onHand, reserved, committed, restocked } = stock ?? NONE;
  const sold = orders
    .filter(({ status }) => status === 'confirmed')
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
  const findings = [
    onHand < 0 && `has ${onHand} on hand`,
    reserved !== 0 && `has ${reserved} reserved although all orders have ended`,
    committed !== sold && `has ${committed} committed; confirmed orders took ${sold}`,
    onHand + reserved + committed !== restocked &&
      `has ${onHand} + ${reserved} + ${committed} pieces of ${restocked} that came in`,
  ];
  return findings.filter((found) => found !== false).map((found) => `stock of ${sku} ${found}`);
}

const NONE = { onHand: 0, reserved: 0, committed: 0, restocked: 0 };
