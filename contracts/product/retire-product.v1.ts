import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier, sku } from '../shared/identifiers.ts';
import { productCommandRejected } from './product-command-rejected.v1.ts';

/** Sell a product no longer. Final. */
export const retireProduct = defineCommand({
  type: 'product.retire',
  version: 1,
  data: z.object({
    sku: sku(),
    /** Tells two wishes for the same product apart; the SKU when left out. */
    requestId: identifier().optional(),
  }),
  id: (retirement) => retirement.requestId ?? retirement.sku,
  key: (retirement) => retirement.sku,
  sentBy: 'operator',
  rejection: productCommandRejected,
  examples: [{ sku: 'tea-001' }],
});
