import { defineRejection } from '../define/define-rejection.ts';

/** A delivery could not be booked. */
export const restockRejected = defineRejection(
  'inventory.restock-rejected',
  'inventory.restock.v1',
);
