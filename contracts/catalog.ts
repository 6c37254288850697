import type { CommandContract } from './define/define-command.ts';
import type { EventContract } from './define/define-event.ts';
import type { QueryContract } from './define/define-query.ts';
import { changeProductPrice } from './product/change-product-price.v1.ts';
import { createProduct } from './product/create-product.v1.ts';
import { getProduct } from './product/get-product.v1.ts';
import { listProducts } from './product/list-products.v1.ts';
import { productCommandRejected } from './product/product-command-rejected.v1.ts';
import { productCreated } from './product/product-created.v1.ts';
import { productPriceChanged } from './product/product-price-changed.v1.ts';
import { productRetired } from './product/product-retired.v1.ts';
import { retireProduct } from './product/retire-product.v1.ts';
import { getReservation } from './inventory/get-reservation.v1.ts';
import { getStock } from './inventory/get-stock.v1.ts';
import { restockRejected } from './inventory/restock-rejected.v1.ts';
import { restock } from './inventory/restock.v1.ts';
import { restocked } from './inventory/restocked.v1.ts';
import { stockCommitted } from './inventory/stock-committed.v1.ts';
import { stockRejected } from './inventory/stock-rejected.v1.ts';
import { stockReleased } from './inventory/stock-released.v1.ts';
import { stockReserved } from './inventory/stock-reserved.v1.ts';
import { cancelOrder } from './order/cancel-order.v1.ts';
import { getOrder } from './order/get-order.v1.ts';
import { orderCancelRejected } from './order/order-cancel-rejected.v1.ts';
import { orderCancelRequested } from './order/order-cancel-requested.v1.ts';
import { orderCancelled } from './order/order-cancelled.v1.ts';
import { orderConfirmed } from './order/order-confirmed.v1.ts';
import { orderDeadlineReached } from './order/order-deadline-reached.v1.ts';
import { orderPlaced } from './order/order-placed.v1.ts';
import { orderRejected } from './order/order-rejected.v1.ts';
import { placeOrder } from './order/place-order.v1.ts';
import { getPayment } from './payment/get-payment.v1.ts';
import { paymentCaptured } from './payment/payment-captured.v1.ts';
import { paymentDeclined } from './payment/payment-declined.v1.ts';
import { paymentRefunded } from './payment/payment-refunded.v1.ts';
import { paymentVoided } from './payment/payment-voided.v1.ts';
import { providerReported } from './payment/provider-reported.v1.ts';
import { refundPayment } from './payment/refund-payment.v1.ts';
import { refundRejected } from './payment/refund-rejected.v1.ts';
import { refundRequested } from './payment/refund-requested.v1.ts';
import { listNotifications } from './notification/list-notifications.v1.ts';
import { notificationFailed } from './notification/notification-failed.v1.ts';
import { notificationSent } from './notification/notification-sent.v1.ts';

/** Every event contract of the shop. */
export const events: readonly EventContract[] = [
  productCommandRejected,
  productCreated,
  productPriceChanged,
  productRetired,
  restockRejected,
  restocked,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
  orderCancelRejected,
  orderCancelRequested,
  orderCancelled,
  orderConfirmed,
  orderDeadlineReached,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentVoided,
  providerReported,
  refundRejected,
  refundRequested,
  notificationFailed,
  notificationSent,
];

/** Every command contract of the shop. */
export const commands: readonly CommandContract[] = [
  changeProductPrice,
  createProduct,
  retireProduct,
  restock,
  cancelOrder,
  placeOrder,
  refundPayment,
];

/** Every query contract of the shop. */
export const queries: readonly QueryContract[] = [
  getProduct,
  listProducts,
  getReservation,
  getStock,
  getOrder,
  getPayment,
  listNotifications,
];
