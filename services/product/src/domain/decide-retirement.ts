import { productRetired } from '@murmuration/contracts';
import { snapshotOf, type Product } from './product.ts';
import { changed, unknownProduct, type ProductDecision } from './product-decision.ts';

type ProductRetired = ReturnType<typeof productRetired.of>;

/** Takes a product off sale, for good. */
export function decideRetirement(
  known: Product | undefined,
  sku: string,
): ProductDecision<ProductRetired> {
  if (known === undefined) return { reject: [unknownProduct(sku)] };
  if (known.status === 'retired') return { ignored: `${sku} is retired already` };
  const product: Product = { ...known, status: 'retired', version: known.version + 1 };
  return changed(product, productRetired.of(snapshotOf(product)));
}
