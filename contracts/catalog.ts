import type { CommandContract } from './define/define-command.ts';
import type { EventContract } from './define/define-event.ts';
import type { QueryContract } from './define/define-query.ts';
import type { RequestContract } from './define/define-request.ts';
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
import { refundFailed } from './payment/refund-failed.v1.ts';
import { refundPayment } from './payment/refund-payment.v1.ts';
import { refundRejected } from './payment/refund-rejected.v1.ts';
import { refundRequested } from './payment/refund-requested.v1.ts';
import { listStock } from './inventory/list-stock.v1.ts';
import {
  listAuthDeadLetters,
  listInventoryDeadLetters,
  listNotificationDeadLetters,
  listOrderDeadLetters,
  listPaymentDeadLetters,
  listProductDeadLetters,
  listUserDeadLetters,
} from './operations/list-dead-letters.v1.ts';
import { getOrderTimeline } from './order/get-order-timeline.v1.ts';
import { listMyOrders } from './order/list-my-orders.v1.ts';
import { listOrders } from './order/list-orders.v1.ts';
import { listFailedRefunds } from './payment/list-failed-refunds.v1.ts';
import { listRefunds } from './payment/list-refunds.v1.ts';
import { listNotifications } from './notification/list-notifications.v1.ts';
import { notificationFailed } from './notification/notification-failed.v1.ts';
import { notificationSent } from './notification/notification-sent.v1.ts';
import { eraseUser } from './user/erase-user.v1.ts';
import { userEraseRejected } from './user/user-erase-rejected.v1.ts';
import { exportUser } from './user/export-user.v1.ts';
import { getMe } from './user/get-me.v1.ts';
import { getProfile } from './user/get-profile.v1.ts';
import { grantRole } from './user/grant-role.v1.ts';
import { openProfile } from './user/open-profile.v1.ts';
import { personKey } from './user/person-key.v1.ts';
import { putCustomer } from './user/put-customer.v1.ts';
import { updateProfile } from './user/update-profile.v1.ts';
import { userErased } from './user/user-erased.v1.ts';
import { userProfileLapsed } from './user/user-profile-lapsed.v1.ts';
import { userProfileOpened } from './user/user-profile-opened.v1.ts';
import { userRolesChanged } from './user/user-roles-changed.v1.ts';
import { userUpdated } from './user/user-updated.v1.ts';
import { register } from './auth/register.v1.ts';
import { confirmRegistration } from './auth/confirm-registration.v1.ts';
import { signIn } from './auth/sign-in.v1.ts';
import { refreshSession } from './auth/refresh-session.v1.ts';
import { signOut } from './auth/sign-out.v1.ts';
import { signOutEverywhere } from './auth/sign-out-everywhere.v1.ts';
import { changePassword } from './auth/change-password.v1.ts';
import { requestPasswordReset } from './auth/request-password-reset.v1.ts';
import { confirmPasswordReset } from './auth/confirm-password-reset.v1.ts';
import { getJwks } from './auth/get-jwks.v1.ts';
import { userRegistered } from './auth/user-registered.v1.ts';

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
  refundFailed,
  refundRejected,
  refundRequested,
  notificationFailed,
  notificationSent,
  userEraseRejected,
  userErased,
  userProfileLapsed,
  userProfileOpened,
  userRolesChanged,
  userUpdated,
  userRegistered,
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
  eraseUser,
];

/** Every query contract of the shop. */
export const queries: readonly QueryContract[] = [
  getProduct,
  listProducts,
  getReservation,
  getStock,
  listStock,
  getOrder,
  getOrderTimeline,
  listMyOrders,
  listOrders,
  getPayment,
  listRefunds,
  listFailedRefunds,
  listNotifications,
  listAuthDeadLetters,
  listUserDeadLetters,
  listProductDeadLetters,
  listInventoryDeadLetters,
  listOrderDeadLetters,
  listPaymentDeadLetters,
  listNotificationDeadLetters,
  exportUser,
  getMe,
  getProfile,
  getJwks,
];

/** Every request contract of the shop. */
export const requests: readonly RequestContract[] = [
  grantRole,
  openProfile,
  personKey,
  putCustomer,
  updateProfile,
  register,
  confirmRegistration,
  signIn,
  refreshSession,
  signOut,
  signOutEverywhere,
  changePassword,
  requestPasswordReset,
  confirmPasswordReset,
];
