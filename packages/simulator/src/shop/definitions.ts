import { createSecretKey } from 'node:crypto';
import type { ServiceDefinition } from '@murmuration/choreography';
import { inventoryService } from '@murmuration/inventory';
import { notificationService } from '@murmuration/notification';
import { orderService } from '@murmuration/order';
import { paymentService } from '@murmuration/payment';
import { productService } from '@murmuration/product';
import type { Outside } from './outside.ts';

/** A key of a person like any other; that it is known to everybody hurts nobody here. */
export const personKey = createSecretKey(Buffer.alloc(32, 7));

/** The services that react. */
export const SERVICES = ['product', 'order', 'inventory', 'payment', 'notification'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Those who order. */
export const CUSTOMERS = ['c-1', 'c-2', 'c-3'] as const;

/** What the shop has set. */
export interface Policy {
  /** An order is decided within this time: seconds instead of minutes, so that it passes in the midst of troubles. */
  readonly deadlineSeconds: number;
}

/** Makes the definitions of a process anew: each has circuits of its own. */
export type DefineShop = (outside: Outside, policy: Policy) => readonly ServiceDefinition[];

/** The definitions that run in production. */
export const usualShop: DefineShop = (outside, policy) => [
  productService(),
  orderService(policy),
  inventoryService(),
  paymentService(outside.providerFor()),
  notificationService({
    mailer: outside.mailerFor(),
    keys: { keyOf: async () => personKey, forget: () => undefined },
  }),
];
