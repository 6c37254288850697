import { randomUUID } from 'node:crypto';
import { putCustomer } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';

/** Somebody whom the shop can write to. */
export interface Customer {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

/** Who orders when nobody else is named. */
export const ADA: Customer = { userId: 'ada', email: 'ada@example.com', name: 'Ada Lovelace' };

/** Makes a customer, or one again. Services hear of it a moment later. */
export async function welcome({ client }: Shop, customer: Customer): Promise<Customer> {
  await client.ask(putCustomer, customer);
  return customer;
}

/** Somebody whose address and name are found nowhere else. */
export function somebody(): Customer {
  const userId = `customer-${randomUUID()}`;
  return { userId, email: `canary.${userId}@mail.example`, name: `Canary of ${userId}` };
}
