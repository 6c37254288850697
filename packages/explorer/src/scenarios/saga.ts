import {
  cancelOrder,
  placeOrder,
  productCreated,
  refundPayment,
  restock,
} from '@murmuration/contracts';
import type { Model } from '../search/model.ts';
import { type Fault, faults, type Rules } from '../world/rules.ts';
import { type Shop, sagaShop } from '../world/shop.ts';
import { MOMENT, type Said, takeShelf, worldOf } from './beginning.ts';

export const ORDER = 'o-1';
export const CUSTOMER = 'c-1';
const SKU = 'tea-001';
const PRICE = { amount: 690, currency: 'EUR' };

/** What is varied between explorations of the saga. */
export interface SagaOptions {
  readonly orders: number;
  /** Pieces on the shelf. */
  readonly pieces: number;
  /** Whether the customer may cancel, at any moment. */
  readonly cancels: boolean;
  /** Whether the article may reach the replica late, so that an order is refused. */
  readonly lateReplica?: boolean;
  /** Whether staff may give this much back, in minor units, at any moment. */
  readonly refund?: number;
  /** How often each fault may change something for each order. */
  readonly faults: ReadonlyMap<Fault, number>;
}

/** Every fault: those that lead back to where they came from, without limit; the others, which should change nothing, once. */
export const allFaults: ReadonlyMap<Fault, number> = new Map(
  faults.map((fault) => [fault, isEndless(fault) ? Infinity : 1]),
);

function isEndless(fault: Fault): boolean {
  switch (fault) {
    case 'crash-in-call':
    case 'crash-before-commit':
    case 'delivered-during-call':
    case 'broker-loss':
    case 'machine-lost':
    case 'provider-silent':
    case 'provider-charged-silent':
      return true;
    case 'crash-after-commit':
    case 'delivered-again':
    case 'inbox-forgotten':
      return false;
    default:
      return fault satisfies never;
  }
}

/** Orders for one piece each of one article, by customers who may change their minds. */
export function sagaModel(
  options: SagaOptions,
  rules?: Rules,
  change: (shop: Shop) => Shop = (shop) => shop,
): Model {
  const shop = change(sagaShop(rules));
  const arrivals = options.pieces > 0 ? [arrivalOf(options.pieces)] : [];
  const ground = [...arrivals, ...(options.lateReplica ? [] : [article])];
  const stories = options.cancels ? [[placement], [placement, cancellation]] : [[placement]];
  const worlds = stories.flatMap((said) => {
    const always = options.lateReplica ? [...said, article] : said;
    const staff = options.refund === undefined ? [] : [[...always, refundOf(options.refund)]];
    return [always, ...staff].map((all) => worldOf(shop, ground, all));
  });
  const parted = worlds.map((world) => takeShelf(world, ['stock']));
  return {
    shop,
    beginnings: parted.map(({ world }) => world),
    orders: options.orders,
    sharedStores: ['stock'],
    shelf: parted[0]?.shelf ?? {},
    faults: options.faults,
    clock: [MOMENT],
  };
}

const customer = { kind: 'user', userId: CUSTOMER } as const;

const placement: Said = {
  name: placeOrder.name,
  data: {
    orderId: ORDER,
    customerId: CUSTOMER,
    lines: [{ sku: SKU, quantity: 1, unitPrice: PRICE }],
    paymentMethod: 'pm_card_visa',
  },
  by: customer,
};

const cancellation: Said = { name: cancelOrder.name, data: { orderId: ORDER }, by: customer };

const article: Said = {
  name: productCreated.name,
  data: { sku: SKU, name: 'Assam, 100 g', price: PRICE, version: 1 },
};

const arrivalOf = (quantity: number): Said => ({
  name: restock.name,
  data: { restockId: 'd-1', sku: SKU, quantity },
});

const refundOf = (amount: number): Said => ({
  name: refundPayment.name,
  data: { refundId: 'r-1', orderId: ORDER, amount: { ...PRICE, amount }, reason: 'torn' },
});
