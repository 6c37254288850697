import { snapshotOf, type Product, type ProductSnapshot } from '../domain/product.ts';

interface ProductView extends ProductSnapshot {
  description: string;
  status: Product['status'];
}

/** A product as readers see it. */
export function productViewOf(product: Product): ProductView {
  return {
    ...snapshotOf(product),
    description: product.description,
    status: product.status,
  };
}
