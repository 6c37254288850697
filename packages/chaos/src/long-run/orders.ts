import type { Money, placeOrder } from '@murmuration/contracts';

type Order = Parameters<typeof placeOrder.key>[0];

const ARTICLES = 200;
const CUSTOMERS = 50;
const LINES = 2;
/** Pieces of each article: more than any run buys. */
export const STOCK = 1_000_000;
/** Every so many-th order is paid with a card that is declined. */
const DECLINED_EVERY = 20;

export const articles: readonly { readonly sku: string; readonly price: Money }[] = Array.from(
  { length: ARTICLES },
  (_, at) => ({ sku: `tea-${at}`, price: { amount: 300 + at, currency: 'EUR' } }),
);

export const customers = Array.from({ length: CUSTOMERS }, (_, at) => ({
  userId: `customer-${at}`,
  email: `customer-${at}@example.com`,
  name: `Customer ${at}`,
}));

export const isDeclined = (order: number): boolean => order % DECLINED_EVERY === DECLINED_EVERY - 1;

const orderId = (order: number): string => `soak-${order}`;

/** The number of an order by its id; undefined for one that is none of ours. */
export function orderNumber(id: string | undefined): number | undefined {
  const digits = /^soak-(\d+)$/.exec(id ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An order of two different articles, the same for the same number in every run. */
export function orderOf(order: number): Order {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const article = articles[(order * 7 + line * 31) % ARTICLES];
    if (article === undefined) throw new RangeError('there is no such article');
    return { sku: article.sku, quantity: 1 + ((order + line) % 3), unitPrice: article.price };
  });
  return {
    orderId: orderId(order),
    customerId: `customer-${order % CUSTOMERS}`,
    lines,
    paymentMethod: isDeclined(order) ? 'pm_card_chargeDeclined' : 'pm_card_visa',
  };
}
