import type { Problem, StockLine } from '@murmuration/contracts';
import type { PaidLine } from './payment.ts';

/** What pieces of an order cost, in minor units; or why they cannot be given back, line by line. */
export type PriceOfPieces =
  | { readonly amount: number }
  | { readonly problems: readonly [Problem, ...Problem[]] };

/** Prices pieces as they were paid. Each piece can be given back once. */
export function priceOfPieces(
  paid: readonly PaidLine[],
  wanted: readonly StockLine[],
): PriceOfPieces {
  let amount = 0;
  const problems: Problem[] = [];
  wanted.forEach(({ sku, quantity }, at) => {
    const line = paid.find((each) => each.sku === sku);
    if (line === undefined) problems.push(notOrdered(sku, at));
    else if (quantity > line.quantity - line.returned) problems.push(tooMany(line, quantity, at));
    else amount += quantity * line.unitPrice;
  });
  const [first, ...others] = problems;
  return first === undefined ? { amount } : { problems: [first, ...others] };
}

function notOrdered(sku: string, at: number): Problem {
  return {
    field: `lines[${at}].sku`,
    code: 'not_ordered',
    message: `${sku} is not in this order`,
  };
}

function tooMany({ sku, quantity, returned }: PaidLine, wanted: number, at: number): Problem {
  return {
    field: `lines[${at}].quantity`,
    code: 'exceeds_ordered',
    message: `${wanted} of ${sku} is more than the ${quantity - returned} of ${quantity} that can still be given back`,
  };
}
