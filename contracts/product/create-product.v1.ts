import { defineCommand } from '../define/define-command.ts';
import { productCommandRejected } from './product-command-rejected.v1.ts';
import { productDetails } from './product-details.ts';

/** Add a product to the catalogue. */
export const createProduct = defineCommand({
  type: 'product.create',
  version: 1,
  data: productDetails,
  id: (product) => product.sku,
  key: (product) => product.sku,
  sentBy: 'operator',
  rejection: productCommandRejected,
  examples: [
    {
      sku: 'tea-001',
      name: 'Assam, 100 g',
      description: 'Malty, from the Brahmaputra valley.',
      price: { amount: 690, currency: 'EUR' },
    },
  ],
});
