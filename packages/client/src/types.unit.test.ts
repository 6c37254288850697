import { getStock, placeOrder } from '@murmuration/contracts';
import { expectTypeOf, test } from 'vitest';
import type { Murmuration } from './index.ts';

declare const shop: Murmuration;

// Never called: the compiler is what tests these.
const wrong = {
  data: () =>
    // @ts-expect-error an order has more than an id
    shop.send(placeOrder, { orderId: 'o-1' }),
  field: () =>
    // @ts-expect-error the id of an order is text
    shop.publish(placeOrder, { ...placeOrder.examples[0], orderId: 1 }),
  params: () =>
    // @ts-expect-error stock is asked for by SKU
    shop.ask(getStock, { orderId: 'o-1' }),
};
const right = () => shop.ask(getStock, { sku: 'tea-001' });

test('answers have the type of their contract, and what breaks one does not compile', () => {
  expectTypeOf(right).returns.resolves.toEqualTypeOf<{
    sku: string;
    onHand: number;
    reserved: number;
    committed: number;
    restocked: number;
    version: number;
  } | null>();
  expectTypeOf(wrong.data).toBeFunction();
});
