import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { sku } from '../shared/identifiers.ts';
import { productCommandRejected } from './product-command-rejected.v1.ts';

/** Sell a product no longer. Final. */
export const retireProduct = defineCommand({
  type: 'product.retire',
  version: 1,
  data: z.object({ sku: sku() }),
  id: (retirement) => retirement.sku,
  key: (retirement) => retirement.sku,
  rejection: productCommandRejected,
  examples: [{ sku: 'tea-001' }],
});
