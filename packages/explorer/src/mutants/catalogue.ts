import { inventoryMutants } from './inventory.ts';
import type { Mutant } from './mutant.ts';
import { orderMutants } from './order.ts';
import { paymentMutants } from './payment.ts';
import { mailMutants, runtimeMutants } from './runtime.ts';

/** Every seeded mistake. */
export const mutants: readonly Mutant[] = [
  ...orderMutants,
  ...inventoryMutants,
  ...paymentMutants,
  ...runtimeMutants,
  ...mailMutants,
];
