import { defineSaga } from '@murmuration/choreography';
import {
  changeProductPrice,
  createProduct,
  productCreated,
  productPriceChanged,
  productRetired,
  retireProduct,
} from '@murmuration/contracts';

/** Whoever needs the catalogue keeps a replica of what it tells. */
export const catalogueSaga = defineSaga({
  name: 'catalogue',
  about: 'Staff add a product, change its price or retire it; order hears of it before it sells.',
  begins: [createProduct, changeProductPrice, retireProduct],
  outcomes: [
    { event: productCreated, as: 'succeeded' },
    { event: productPriceChanged, as: 'succeeded' },
    { event: productRetired, as: 'succeeded' },
  ],
});
