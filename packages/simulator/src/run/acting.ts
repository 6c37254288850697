import {
  cancelOrder,
  createProduct,
  placeOrder,
  refundPayment,
  restock,
} from '@murmuration/contracts';
import type { Article, Plan, Wish } from './plan.ts';
import type { World } from './world.ts';

const CURRENCY = 'EUR';
const DECLINED = 'pm_card_chargeDeclined';

/** Fills the catalogue and the shelves, and tells how the customers are reached. */
export async function prepare(world: World, { articles }: Plan): Promise<void> {
  world.contacts.tell();
  await Promise.all(articles.map((article) => stockUp(world, article)));
}

async function stockUp({ customers }: World, { sku, price, pieces }: Article): Promise<void> {
  const money = { amount: price, currency: CURRENCY };
  const product = { sku, name: sku, description: '', price: money };
  const delivery = { restockId: `d-${sku}`, sku, quantity: pieces };
  await Promise.all([
    customers.send({ type: createProduct.type, id: sku, data: product }),
    ...(pieces > 0
      ? [customers.send({ type: restock.type, id: delivery.restockId, data: delivery })]
      : []),
  ]);
}

/** Sends what somebody wishes for. */
export async function fulfil({ customers }: World, wish: Wish): Promise<void> {
  const { orderId } = wish;
  switch (wish.kind) {
    case 'place': {
      const { customerId, isDeclined } = wish;
      const lines = wish.lines.map(({ sku, quantity, price }) => ({
        sku,
        quantity,
        unitPrice: { amount: price, currency: CURRENCY },
      }));
      const paymentMethod = isDeclined ? DECLINED : 'pm_card_visa';
      const data = { orderId, customerId, lines, paymentMethod };
      return await customers.send({
        type: placeOrder.type,
        id: orderId,
        data,
        userId: customerId,
      });
    }
    case 'cancel':
      return await customers.send({
        type: cancelOrder.type,
        id: orderId,
        data: { orderId },
        userId: wish.customerId,
      });
    case 'refund': {
      const { refundId, amount } = wish;
      const data = { refundId, orderId, amount: { amount, currency: CURRENCY }, reason: 'torn' };
      return await customers.send({ type: refundPayment.type, id: refundId, data });
    }
    default:
      return wish satisfies never;
  }
}
