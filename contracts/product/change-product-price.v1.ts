import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier, sku } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { productCommandRejected } from './product-command-rejected.v1.ts';

/** Give a product another price; orders at the old price are rejected from then on. */
export const changeProductPrice = defineCommand({
  type: 'product.change-price',
  version: 1,
  data: z.object({ changeId: identifier(), sku: sku(), price: money }),
  id: (change) => change.changeId,
  key: (change) => change.sku,
  sentBy: 'operator',
  rejection: productCommandRejected,
  examples: [{ changeId: 'spring-1', sku: 'tea-001', price: { amount: 720, currency: 'EUR' } }],
});
