import { cancelOrder, getOrder, placeOrder } from '@murmuration/contracts';
import { eventually, type Shop } from '@murmuration/testkit';
import { type Article, newArticles, newId } from './articles.ts';
import { EMPTY_CARD, type Order, orderOf } from './orders.ts';

/** What a customer in a crowd is up to. */
const PLANS = [
  'buys',
  'buys',
  'buys',
  'buys',
  'sends twice',
  'has an empty card',
  'wants too much',
  'offers too little',
  'cancels at once',
  'cancels before',
] as const;
export type Plan = (typeof PLANS)[number];

export interface Customer {
  readonly plan: Plan;
  readonly order: Order;
}

/** How an order of each plan may end. */
export const POSSIBLE_ENDS: Readonly<Record<Plan, readonly string[]>> = {
  buys: ['confirmed'],
  'sends twice': ['confirmed'],
  'has an empty card': ['cancelled: payment-declined'],
  'wants too much': ['cancelled: out-of-stock'],
  'offers too little': ['rejected'],
  // the wish races the order to the end
  'cancels at once': ['cancelled: requested', 'confirmed'],
  'cancels before': ['cancelled: requested', 'confirmed'],
};

// More than any crowd of these tests buys.
const PIECES = 100_000;
const ARTICLES = 8;
const PATIENCE = { timeoutMs: 60_000 };

/** Puts articles on sale and thinks up that many customers with all plans mixed. */
export async function planCrowd(shop: Shop, size: number): Promise<readonly Customer[]> {
  const usual = Array.from({ length: ARTICLES }, () => ({ stock: PIECES }));
  const [rare, ...articles] = await newArticles(shop, [{ stock: 1 }, ...usual]);
  if (rare === undefined) throw new Error('the rare article is missing');
  const run = newId('run');
  return Array.from({ length: size }, (_, at) => {
    const [one, other] = [pick(articles, at), pick(articles, at + 1 + (at % (ARTICLES - 1)))];
    const plan = pick(PLANS, at);
    return { plan, order: orderFor(plan, `${run}-${at}`, [one, other, rare]) };
  });
}

function orderFor(plan: Plan, orderId: string, [one, other, rare]: [Article, Article, Article]) {
  const order = { ...orderOf([one, 1], [other, 2]), orderId };
  switch (plan) {
    case 'has an empty card':
      return { ...order, paymentMethod: EMPTY_CARD };
    case 'wants too much':
      return { ...orderOf([one, 1], [rare, 2]), orderId };
    case 'offers too little':
      return { ...orderOf([{ ...one, price: { ...one.price, amount: 1 } }, 1]), orderId };
    case 'buys':
    case 'sends twice':
    case 'cancels at once':
    case 'cancels before':
      return order;
  }
}

/** Sends what the customers have in mind, all at once; resolves when the broker has it all. */
export async function sendCrowd(shop: Shop, customers: readonly Customer[]): Promise<void> {
  await Promise.all(customers.map((customer) => carryOut(shop, customer)));
}

async function carryOut({ client }: Shop, { plan, order }: Customer): Promise<void> {
  const place = () => client.publish(placeOrder, order, PATIENCE);
  const cancel = () => client.publish(cancelOrder, { orderId: order.orderId }, PATIENCE);
  if (plan === 'cancels before') await cancel();
  await place();
  if (plan === 'sends twice') await place();
  if (plan === 'cancels at once') await cancel();
}

/** Waits until the order of a customer is there: from then on the crowd is being served. */
export async function untilKnown({ client }: Shop, customer: Customer | undefined): Promise<void> {
  const orderId = customer?.order.orderId ?? '';
  const isThere = async () => (await client.ask(getOrder, { orderId })) !== null;
  await eventually(isThere, {
    what: 'the first order of a crowd to be placed',
    timeoutMs: 30_000,
  });
}

function pick<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}
