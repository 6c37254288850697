import { defineSaga } from '@murmuration/choreography';
import { restock, restocked } from '@murmuration/contracts';

/** Nobody waits for a delivery: an order that comes before it is out of stock. */
export const deliverySaga = defineSaga({
  name: 'delivery',
  about: 'A delivery is booked: that many pieces of an article are for sale.',
  begins: [restock],
  outcomes: [{ event: restocked, as: 'succeeded' }],
});
