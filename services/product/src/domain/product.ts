import type { Money } from '@murmuration/contracts';

export type ProductStatus = 'on-sale' | 'retired';

/** One article of the catalogue. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  /** In minor units of `currency`. */
  readonly priceAmount: number;
  readonly currency: string;
  readonly status: ProductStatus;
  /** Counts the changes, each of which is one published event. */
  readonly version: number;
}

/** What events tell of a product: all that a replica keeps. */
export interface ProductSnapshot {
  sku: string;
  name: string;
  price: Money;
  version: number;
}

/** The product as its events carry it. */
export function snapshotOf(product: Product): ProductSnapshot {
  const { sku, name, priceAmount, currency, version } = product;
  return { sku, name, price: { amount: priceAmount, currency }, version };
}
