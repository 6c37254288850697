import { defineRejection } from '../define/define-rejection.ts';

/** An order could not be cancelled. */
export const orderCancelRejected = defineRejection('order.cancel-rejected', 'order.cancel.v1');
