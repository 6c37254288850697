import type { ServiceDefinition } from '@murmuration/choreography';
import { answerGetProduct } from './queries/answer-get-product.ts';
import { answerListProducts } from './queries/answer-list-products.ts';
import { changeProductPriceReaction } from './reactions/change-product-price.ts';
import { createProductReaction } from './reactions/create-product.ts';
import { retireProductReaction } from './reactions/retire-product.ts';
import { products } from './store/schema.ts';

/** The catalogue: which articles there are and what they cost. */
export function productService(): ServiceDefinition {
  return {
    name: 'product',
    stores: [products],
    reactions: [createProductReaction, changeProductPriceReaction, retireProductReaction],
    answers: [answerGetProduct, answerListProducts],
  };
}
