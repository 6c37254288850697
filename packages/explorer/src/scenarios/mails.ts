import {
  orderCancelled,
  orderConfirmed,
  paymentRefunded,
  userErased,
  userUpdated,
} from '@murmuration/contracts';
import { seal } from '@murmuration/personal-data';
import { z } from 'zod';
import type { Model } from '../search/model.ts';
import type { OrderWorld } from '../search/order-world.ts';
import type { Fault, Rules } from '../world/rules.ts';
import { personKey } from '../world/gateways.ts';
import { nothingOutside } from '../world/outside.ts';
import { mailShop, type Shop } from '../world/shop.ts';
import { MOMENT, type Said, worldOf } from './beginning.ts';
import { CUSTOMER, ORDER } from './saga.ts';

const HOUR_MS = 3_600_000;
/** Far enough apart for a mail to have waited long enough, whether it began to wait at first or an hour later. */
const laterOn = [1, 2].map((hours) => new Date(MOMENT.getTime() + hours * HOUR_MS));
const MONEY = { amount: 690, currency: 'EUR' };
const at = MOMENT.toISOString();

/** What is to be told: one thing, or two of one order. */
export type Occasions = 'confirmed' | 'cancelled and refunded';

/** What the customer of one order is written, whatever is heard first: of the order, of the money, or of the customer. */
export function mailModel(
  occasions: Occasions,
  chosen: ReadonlyMap<Fault, number>,
  rules?: Rules,
  change: (shop: Shop) => Shop = (shop) => shop,
): Model {
  const shop = change(mailShop(rules));
  const order = occasions === 'confirmed' ? [confirmed] : [cancelled, refunded(`cancel.${ORDER}`)];
  return {
    shop,
    beginnings: people.map(({ said, isCustomerKnown }) =>
      worldOf(shop, [], [...order, ...said], { ...nothingOutside, isCustomerKnown }),
    ),
    orders: 1,
    sharedStores: [],
    shelf: {},
    faults: chosen,
    clock: [MOMENT, ...laterOn],
    mayEnd: (world) => waitingIn(world) === order.length,
  };
}

/** How many mails have been claimed, and wait, if they do, since then. */
function waitingIn({ services }: OrderWorld): number {
  const rows = Object.entries(services[0]?.rows ?? {});
  const [, row] = rows.find(([key]) => key.startsWith('correspondence/')) ?? [];
  if (row === undefined) return 0;
  return claimed.parse(row).items.filter(({ status }) => status !== 'wanted').length;
}

const claimed = z.object({ items: z.array(z.object({ status: z.string() })) });

const cancelled: Said = {
  name: orderCancelled.name,
  data: { orderId: ORDER, customerId: CUSTOMER, reason: 'requested', detail: '', cancelledAt: at },
};

const confirmed: Said = {
  name: orderConfirmed.name,
  data: { orderId: ORDER, customerId: CUSTOMER, total: MONEY, confirmedAt: at },
};

const refunded = (refundId: string): Said => ({
  name: paymentRefunded.name,
  data: {
    refundId,
    orderId: ORDER,
    amount: MONEY,
    reason: 'order cancelled',
    lines: [],
    providerReference: `re_${refundId}`,
    refundedAt: at,
  },
});

const contact = JSON.stringify({ email: 'ada@example.com', name: 'Ada' });
const known: Said = {
  name: userUpdated.name,
  data: {
    userId: CUSTOMER,
    version: 1,
    contact: seal(personKey, { personId: CUSTOMER, purpose: 'contact' }, contact),
  },
};
const erased: Said = { name: userErased.name, data: { userId: CUSTOMER, version: 2 } };

/** Somebody whom nobody knows, and somebody who is heard of, and erased, at any moment. */
const people = [
  { said: [], isCustomerKnown: false },
  { said: [known, erased], isCustomerKnown: true },
];
