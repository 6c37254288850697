/** Articles in the catalogue of a run. */
export const SKUS = 1_000;
/** Pieces of each article; never runs out. */
export const STOCK = 1_000_000;

export const skuOf = (index: number): string => `sku-${index}`;
export const priceOf = (index: number): { amount: number; currency: string } => ({
  amount: 100 + index,
  currency: 'EUR',
});

/** Every twentieth order is declined. */
export const isDeclined = (order: number): boolean => order % 20 === 19;

/** An order of three different articles, the same for the same number in every run. */
export function orderOf(run: string, order: number): object {
  const random = lcg(order);
  const articles = new Set<number>();
  while (articles.size < 3) articles.add(random() % SKUS);
  return {
    orderId: `${run}-${order}`,
    customerId: `customer-${order % 500}`,
    lines: [...articles].map((article) => ({
      sku: skuOf(article),
      quantity: 1 + (random() % 3),
      unitPrice: priceOf(article),
    })),
    paymentMethod: isDeclined(order) ? 'pm_card_chargeDeclined' : 'pm_card_visa',
  };
}

/** Numbers in a fixed order, by the linear congruential generator of Numerical Recipes; the low bits are left out. */
function lcg(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
