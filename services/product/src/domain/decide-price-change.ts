import { type changeProductPrice, type Problem, productPriceChanged } from '@murmuration/contracts';
import { snapshotOf, type Product } from './product.ts';
import { changed, unknownProduct, type ProductDecision } from './product-decision.ts';

type PriceChange = Parameters<typeof changeProductPrice.key>[0];
type ProductPriceChanged = ReturnType<typeof productPriceChanged.of>;

/** Gives a product on sale another price in the currency it has. */
export function decidePriceChange(
  known: Product | undefined,
  { sku, price }: PriceChange,
): ProductDecision<ProductPriceChanged> {
  if (known === undefined) return { reject: [unknownProduct(sku)] };
  const problems = findProblems(known, price.currency);
  if (problems.length > 0) return { reject: problems };
  if (known.priceAmount === price.amount) return { ignored: `${sku} has this price already` };
  const product: Product = { ...known, priceAmount: price.amount, version: known.version + 1 };
  return changed(product, productPriceChanged.of(snapshotOf(product)));
}

function findProblems({ sku, status, currency }: Product, wanted: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (status === 'retired') {
    const message = `${sku} is no longer sold, so its price stays as it is`;
    problems.push({ field: 'sku', code: 'retired', message });
  }
  if (currency !== wanted) {
    const message = `${sku} is priced in ${currency}, not in ${wanted}; give the price in ${currency}`;
    problems.push({ field: 'price.currency', code: 'wrong_currency', message });
  }
  return problems;
}
