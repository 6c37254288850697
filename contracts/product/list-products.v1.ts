import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { pageOf, pageParams } from '../shared/page.ts';
import { exampleProduct, productView } from './product-view.ts';

const minorUnits = z.int().min(0).max(1_000_000_000_000);

/** Products in the order of their SKUs: all of them, or those that every given parameter fits. */
export const listProducts = defineQuery({
  type: 'product.list',
  version: 1,
  params: z
    .object({
      /** Words, each the beginning of one in the SKU, the name or the description; upper and lower case are the same. */
      q: z.string().max(200).optional(),
      status: z.enum(['on-sale', 'retired']).optional(),
      currency: z.string().length(3).optional(),
      /** In minor units of `currency`. */
      minPrice: minorUnits.optional(),
      maxPrice: minorUnits.optional(),
      ...pageParams,
    })
    .refine(
      ({ currency, minPrice, maxPrice }) =>
        currency !== undefined || (minPrice === undefined && maxPrice === undefined),
      {
        path: ['currency'],
        params: { code: 'currency_missing' },
        message: 'a price is a price in some currency: say which',
      },
    ),
  result: pageOf(productView),
  http: { method: 'GET', path: '/products' },
  access: 'public',
  examples: [
    {
      params: { q: 'assam', currency: 'EUR', maxPrice: 1_000, limit: 20 },
      result: { items: [exampleProduct], next: null },
    },
  ],
});
