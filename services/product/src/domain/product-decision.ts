import type { EventDraft, Problem } from '@murmuration/contracts';
import type { Product } from './product.ts';

/** What a command does to the catalogue: one product changes and one event says so, or it is refused, or nothing is left to do. */
export type ProductDecision<Draft extends EventDraft> =
  | { readonly save: { readonly products: readonly [Product] }; readonly emit: readonly [Draft] }
  | { readonly reject: readonly Problem[] }
  | { readonly ignored: string };

/** A changed product together with the event that tells of it. */
export function changed<Draft extends EventDraft>(
  product: Product,
  event: Draft,
): ProductDecision<Draft> {
  return { save: { products: [product] }, emit: [event] };
}

/** The refusal of a command about a product that was never created. */
export function unknownProduct(sku: string): Problem {
  const message = `no product has the SKU ${sku}; create it first`;
  return { field: 'sku', code: 'unknown_product', message };
}
