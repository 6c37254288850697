import { defineRejection } from '../define/define-rejection.ts';

/** A refund was refused. */
export const refundRejected = defineRejection('payment.refund-rejected', 'payment.refund.v1');
