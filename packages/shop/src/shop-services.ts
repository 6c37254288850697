import { randomBytes } from 'node:crypto';
import { authMigrations, authService, authTools } from '@murmuration/auth';
import type { ServiceDefinition, ServiceMigrations } from '@murmuration/choreography';
import type { Reliance } from '@murmuration/contracts';
import { inventoryMigrations, inventoryService } from '@murmuration/inventory';
import { inMemoryMailer } from '@murmuration/mailer';
import {
  notificationMigrations,
  notificationReliesOn,
  notificationService,
} from '@murmuration/notification';
import { orderMigrations, orderService } from '@murmuration/order';
import {
  inProcessProvider,
  paymentMigrations,
  paymentReliesOn,
  paymentService,
} from '@murmuration/payment';
import { keyRing, masterKeyFrom } from '@murmuration/personal-data';
import { productMigrations, productService } from '@murmuration/product';
import { userMigrations, userService, vault } from '@murmuration/user';

/** A service of the shop, as it says itself. */
export interface ShopService {
  readonly definition: ServiceDefinition;
  readonly migrations: ServiceMigrations;
  /** What it relies on of the events of others, where it has declared that. */
  readonly reliesOn?: readonly Reliance[];
}

const MASTER_KEY_BYTES = 32;

/**
 * Every service of the shop, with gateways that stay within the process and a master key of the moment: what is derived from the definitions
 * (permissions, diagrams, documents) does not depend on them, and a simulation of the whole shop reaches nobody outside.
 */
export function shopServices(): readonly ShopService[] {
  const key = masterKeyFrom(randomBytes(MASTER_KEY_BYTES).toString('base64'));
  const office = { mailer: inMemoryMailer(), keys: keyRing({ load: async () => null }) };
  const tools = authTools({ masterKey: randomBytes(MASTER_KEY_BYTES), mailer: inMemoryMailer() });
  return [
    { definition: authService(tools), migrations: authMigrations },
    { definition: userService(vault(key)), migrations: userMigrations },
    { definition: productService(), migrations: productMigrations },
    { definition: inventoryService(), migrations: inventoryMigrations },
    { definition: orderService(), migrations: orderMigrations },
    {
      definition: paymentService(inProcessProvider()),
      migrations: paymentMigrations,
      reliesOn: paymentReliesOn,
    },
    {
      definition: notificationService(office),
      migrations: notificationMigrations,
      reliesOn: notificationReliesOn,
    },
  ];
}
