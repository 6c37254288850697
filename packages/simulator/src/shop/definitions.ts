import { createSecretKey } from 'node:crypto';
import type { ServiceDefinition } from '@murmuration/choreography';
import { inventoryService } from '@murmuration/inventory';
import { notificationService } from '@murmuration/notification';
import { orderService } from '@murmuration/order';
import { paymentService } from '@murmuration/payment';
import { productService } from '@murmuration/product';
import type { Outside } from './outside.ts';

/** An order is decided within this time, in seconds: shorter than in production, so that it passes in the midst of troubles. */
export const DEADLINE_SECONDS = 6;

/** A key of a person like any other; that it is known to everybody hurts nobody here. */
export const personKey = createSecretKey(Buffer.alloc(32, 7));

/** The services that react. */
export const SERVICES = ['product', 'order', 'inventory', 'payment', 'notification'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Those who order. */
export const CUSTOMERS = ['c-1', 'c-2', 'c-3'] as const;

/** Makes the definitions of a process anew: each has circuits of its own. */
export type DefineShop = (outside: Outside) => readonly ServiceDefinition[];

/** The definitions that run in production. */
export const usualShop: DefineShop = (outside) => [
  productService(),
  orderService({ deadlineSeconds: DEADLINE_SECONDS }),
  inventoryService(),
  paymentService(outside.providerFor()),
  notificationService({
    mailer: outside.mailerFor(),
    keys: { keyOf: async () => personKey, forget: () => undefined },
  }),
];
