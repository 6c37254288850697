import {
  getOrder,
  getPayment,
  type Money,
  type OrderLine,
  type Outcome,
  placeOrder,
} from '@murmuration/contracts';
import { type Murmuration, QueryFailed } from '@murmuration/client';
import { isSettled, type OrderPicture, takePicture } from '../order/order-picture.ts';
import { poll } from '../poll.ts';
import { customers } from '../seed/customers.ts';
import { endOf } from './verdict.ts';

export type PlaceOrder = Parameters<typeof placeOrder.key>[0];

/** An article and what it costs at present. */
export interface Priced {
  readonly sku: string;
  readonly price: Money;
}

/** What the scenarios of a demonstration act with. */
export interface Stage {
  readonly client: Murmuration;
  /** Tells runs apart, so that a demonstration can be repeated. */
  readonly run: string;
  /** For one order, from its placing to its end. */
  readonly limitMs: number;
  readonly plentiful: readonly Priced[];
  /** Articles of which only a handful of pieces is there. */
  readonly rare: readonly Priced[];
}

const ASK_TIMEOUT_MS = 5_000;

/** The n-th order of a run: a few plentiful articles at their prices, paid by a good card. */
export function ordinaryOrder({ run, plentiful }: Stage, n: number): PlaceOrder {
  const { userId: customerId } = customers[n % customers.length] ?? customers[0];
  return {
    orderId: `demo-${run}-${n}`,
    customerId,
    lines: Array.from({ length: 1 + (n % 3) }, (_, k) =>
      line(pick(plentiful, n + k), 1 + ((n + k) % 2)),
    ),
    paymentMethod: 'pm_card_visa',
  };
}

/** A line of an order at the present price. */
export function line({ sku, price }: Priced, quantity: number): OrderLine {
  return { sku, quantity, unitPrice: price };
}

/** Places an order and follows it to its end. */
export async function placeAndFollow(stage: Stage, order: PlaceOrder): Promise<string> {
  await place(stage, order);
  return endOf(await end(stage, order.orderId));
}

export async function place({ client, limitMs }: Stage, order: PlaceOrder): Promise<Outcome> {
  return await client.send(placeOrder, order, { timeoutMs: limitMs });
}

/** The order as it is once it has settled, or as it is when the time is over. */
export async function end({ client, limitMs }: Stage, orderId: string): Promise<OrderPicture> {
  let last: OrderPicture = { order: null, reservation: null, payment: null, notifications: [] };
  const look = async (): Promise<true | undefined> => {
    // While the order is open, its owner alone is asked: a demonstration must not be a load test of the queries.
    const order = await client.ask(getOrder, { orderId }, { timeoutMs: ASK_TIMEOUT_MS });
    if (order === null || order.closedAt === null) return undefined;
    last = await takePicture(client, orderId, ASK_TIMEOUT_MS);
    return isSettled(last) ? true : undefined;
  };
  const hasSettled = await poll(() => whenAnswered(look), limitMs);
  return hasSettled ? last : await takePicture(client, orderId, ASK_TIMEOUT_MS);
}

/** Waits until as much was given back for an order; tells what was given back in the end. */
export async function refundedSum(stage: Stage, orderId: string, wanted: number): Promise<number> {
  const { client, limitMs } = stage;
  let refunded = 0;
  const look = async (): Promise<true | undefined> => {
    refunded =
      (await client.ask(getPayment, { orderId }, { timeoutMs: ASK_TIMEOUT_MS }))?.refunded ?? 0;
    return refunded >= wanted ? true : undefined;
  };
  await poll(() => whenAnswered(look), limitMs);
  return refunded;
}

/** A service that is silent for a while, as when it restarts, is asked again: the order must end all the same. */
async function whenAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof QueryFailed) return undefined;
    throw error;
  }
}

function pick(articles: readonly Priced[], n: number): Priced {
  const article = articles[n % articles.length];
  if (article === undefined) throw new Error('no article of the demonstration is on sale');
  return article;
}
