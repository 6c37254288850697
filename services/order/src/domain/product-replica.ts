import type { productCreated } from '@murmuration/contracts';

/** What order knows of a product, as of the newest event that it has seen. */
export interface ProductReplica {
  readonly sku: string;
  readonly name: string;
  /** In minor units of `currency`. */
  readonly priceAmount: number;
  readonly currency: string;
  readonly status: 'on-sale' | 'retired';
  /** The product's own version: the highest wins, in whatever order the events arrive. */
  readonly version: number;
}

/** Finds a product by SKU; undefined when order has never heard of it. */
export interface ProductLookup {
  get(sku: string): ProductReplica | undefined;
}

/** Every event of a product carries all that a replica keeps. */
export type ProductNews = Parameters<typeof productCreated.key>[0];

type ReplicaDecision =
  | { readonly save: { readonly products: readonly [ProductReplica] } }
  | { readonly ignored: string };

/** Keeps the newest version of a product and forgets older ones. */
export function decideReplica(
  known: ProductReplica | undefined,
  { sku, name, price, version }: ProductNews,
  status: ProductReplica['status'],
): ReplicaDecision {
  if (known !== undefined && known.version >= version) {
    return { ignored: `version ${version} of ${sku} is not newer than version ${known.version}` };
  }
  const { amount: priceAmount, currency } = price;
  return { save: { products: [{ sku, name, priceAmount, currency, status, version }] } };
}
