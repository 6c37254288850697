import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier, sku } from '../shared/identifiers.ts';
import { quantity } from '../shared/quantity.ts';
import { restockRejected } from './restock-rejected.v1.ts';

/** Book a delivery: this many pieces of an article came in. */
export const restock = defineCommand({
  type: 'inventory.restock',
  version: 1,
  data: z.object({ restockId: identifier(), sku: sku(), quantity }),
  id: (delivery) => delivery.restockId,
  key: (delivery) => delivery.sku,
  sentBy: 'operator',
  rejection: restockRejected,
  examples: [{ restockId: 'delivery-1', sku: 'tea-001', quantity: 50 }],
});
