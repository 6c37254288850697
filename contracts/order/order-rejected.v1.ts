import { defineRejection } from '../define/define-rejection.ts';

/** An order was refused before it came to be: nothing was reserved and nothing charged. */
export const orderRejected = defineRejection('order.rejected', 'order.place.v1');
