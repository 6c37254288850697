import { defineRejection } from '../define/define-rejection.ts';

/** A command to the catalogue was refused. */
export const productCommandRejected = defineRejection(
  'product.command-rejected',
  'product.create.v1',
);
