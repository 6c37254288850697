import type { placeOrder } from '@murmuration/contracts';
import type { Chance } from '../chance.ts';
import type { Article, Articles } from './articles.ts';

/** The data of the command that places an order. */
export type Order = Parameters<typeof placeOrder.key>[0];

/** How an order ends: its status, with the reason when it was cancelled. */
export type End =
  | 'confirmed'
  | 'rejected'
  | 'cancelled: requested'
  | 'cancelled: payment-declined'
  | 'cancelled: out-of-stock'
  | 'cancelled: deadline-passed';

/** What customers are up to, and how often. */
const SHARES = {
  buys: 8,
  'sends twice': 2,
  'has an empty card': 2,
  'wants too much': 2,
  'offers too little': 2,
  'cancels at once': 2,
  'cancels before': 1,
  'gets some back': 1,
} as const;

export type Plan = keyof typeof SHARES;

/** How an order of each plan may end when nothing but the fault's healing is waited for. */
export const POSSIBLE_ENDS: Readonly<Record<Plan, readonly End[]>> = {
  buys: ['confirmed'],
  'sends twice': ['confirmed'],
  'has an empty card': ['cancelled: payment-declined'],
  'wants too much': ['cancelled: out-of-stock'],
  'offers too little': ['rejected'],
  // the wish races the order to the end
  'cancels at once': ['cancelled: requested', 'confirmed'],
  'cancels before': ['cancelled: requested'],
  'gets some back': ['confirmed'],
};

export interface Customer {
  readonly plan: Plan;
  readonly order: Order;
  /** For one who cancels at once: after how long. */
  readonly cancelAfterMs?: number;
}

/** A card that the payment provider declines. */
const EMPTY_CARD = 'pm_card_chargeDeclinedInsufficientFunds';
const GOOD_CARD = 'pm_card_visa';

/** Who orders. The shop was told of her when the articles were put on sale. */
export const CUSTOMER_ID = 'ada';

const PLANS = Object.entries(SHARES).flatMap(([plan, share]) =>
  isPlan(plan) ? Array.from({ length: share }, () => plan) : [],
);

function isPlan(name: string): name is Plan {
  return name in SHARES;
}

/** Thinks up a customer. */
export function newCustomer(chance: Chance, orderId: string, articles: Articles): Customer {
  const plan = chance.pick(PLANS);
  return { plan, order: orderFor(plan, orderId, articles, chance) };
}

function orderFor(plan: Plan, orderId: string, { usual, rare }: Articles, chance: Chance): Order {
  const [one, other] = chance.shuffled(usual);
  if (one === undefined || other === undefined) throw new RangeError('two articles at least');
  const order = orderOf(orderId, [one, 1], [other, chance.whole(1, 3)]);
  switch (plan) {
    case 'has an empty card':
      return { ...order, paymentMethod: EMPTY_CARD };
    case 'wants too much':
      return orderOf(orderId, [one, 1], [rare, 2]);
    case 'offers too little':
      return orderOf(orderId, [{ ...one, price: { ...one.price, amount: 1 } }, 1]);
    case 'buys':
    case 'sends twice':
    case 'cancels at once':
    case 'cancels before':
    case 'gets some back':
      return order;
  }
}

/** Somebody who buys a piece. */
export const buyer = (orderId: string, article: Article): Customer => ({
  plan: 'buys',
  order: orderOf(orderId, [article, 1]),
});

/** An order at the right prices with a card that works. */
export function orderOf(orderId: string, ...lines: readonly (readonly [Article, number])[]): Order {
  return {
    orderId,
    customerId: CUSTOMER_ID,
    lines: lines.map(([{ sku, price }, quantity]) => ({ sku, quantity, unitPrice: price })),
    paymentMethod: GOOD_CARD,
  };
}
