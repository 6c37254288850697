import { type createProduct, productCreated } from '@murmuration/contracts';
import { snapshotOf, type Product } from './product.ts';
import { changed, type ProductDecision } from './product-decision.ts';

type Details = Parameters<typeof createProduct.key>[0];
type ProductCreated = ReturnType<typeof productCreated.of>;

/** Adds a product to the catalogue, unless its SKU is taken. */
export function decideCreation(
  known: Product | undefined,
  details: Details,
): ProductDecision<ProductCreated> {
  if (known !== undefined) return { reject: [skuTaken(known)] };
  const { sku, name, description, price } = details;
  const product: Product = {
    sku,
    name,
    description,
    priceAmount: price.amount,
    currency: price.currency,
    status: 'on-sale',
    version: 1,
  };
  return changed(product, productCreated.of(snapshotOf(product)));
}

function skuTaken({ sku, name }: Product) {
  const message = `the SKU ${sku} is that of "${name}"; choose another, or change its price`;
  return { field: 'sku', code: 'already_exists', message };
}
