import {
  fieldPath,
  money,
  type OrderLine,
  type placeOrder,
  type Problem,
} from '@murmuration/contracts';
import type { Sender } from './order-decision.ts';
import type { ProductLookup } from './product-replica.ts';

/** An order as its sender wrote it. */
export type WantedOrder = Parameters<typeof placeOrder.key>[0];

const largestTotal = money.shape.amount.maxValue ?? Number.MAX_SAFE_INTEGER;

/** Everything that is wrong with an order, each with the field it is about; empty when it can be placed. */
export function findOrderProblems(
  order: WantedOrder,
  sender: Sender,
  products: ProductLookup,
): Problem[] {
  const problems: Problem[] = [];
  if (sender.kind === 'user' && sender.userId !== order.customerId) {
    const message = `you are ${sender.userId}; order for yourself, not for ${order.customerId}`;
    problems.push({ field: 'customerId', code: 'not_yours', message });
  }
  order.lines.forEach((line, at) => {
    const problem = findLineProblem(line, at, products);
    if (problem !== undefined) problems.push(problem);
  });
  if (totalOf(order.lines) > largestTotal) {
    const message = `the total is more than ${largestTotal} in minor units; split the order`;
    problems.push({ field: 'lines', code: 'total_too_large', message });
  }
  return problems;
}

/** The sum of all lines, in minor units of their currency. */
export function totalOf(lines: readonly OrderLine[]): number {
  let total = 0;
  for (const { quantity, unitPrice } of lines) total += quantity * unitPrice.amount;
  return total;
}

function findLineProblem(
  { sku, unitPrice }: OrderLine,
  at: number,
  products: ProductLookup,
): Problem | undefined {
  const product = products.get(sku);
  if (product === undefined) {
    const message = `no product has the SKU ${sku}`;
    return { field: fieldPath(['lines', at, 'sku']), code: 'unknown_product', message };
  }
  const { status, currency, priceAmount } = product;
  if (status === 'retired') {
    const message = `${sku} is no longer sold; leave it out`;
    return { field: fieldPath(['lines', at, 'sku']), code: 'retired_product', message };
  }
  if (currency !== unitPrice.currency) {
    const message = `${sku} is sold in ${currency}, not in ${unitPrice.currency}`;
    const field = fieldPath(['lines', at, 'unitPrice', 'currency']);
    return { field, code: 'wrong_currency', message };
  }
  if (priceAmount !== unitPrice.amount) {
    const message = `${sku} costs ${priceAmount} now, not ${unitPrice.amount} (${currency}, minor units)`;
    const field = fieldPath(['lines', at, 'unitPrice', 'amount']);
    return { field, code: 'price_changed', message };
  }
  return undefined;
}
