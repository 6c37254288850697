export type { MessageContract, Decoded } from './define/contract.ts';
export { ContractViolation, decode, encode, validate } from './define/contract.ts';
export type { Problem } from './define/problem.ts';
export { fieldPath } from './define/problem.ts';
export type { CommandContract, Outcome, Rejection, SentBy } from './define/define-command.ts';
export {
  defineCommand,
  outcomeSchema,
  problemSchema,
  rejectionSchema,
} from './define/define-command.ts';
export type { EventContract, EventDraft } from './define/define-event.ts';
export { defineEvent } from './define/define-event.ts';
export { defineTimer, isTimer, type TimerContract } from './define/define-timer.ts';
export { type Reliance, reliesOn } from './define/relies-on.ts';
export { defineRejection } from './define/define-rejection.ts';
export type { Access, QueryContract, QueryExample, QueryHttp } from './define/define-query.ts';
export { defineQuery } from './define/define-query.ts';
export type {
  RequestAccess,
  RequestContract,
  RequestExample,
  RequestHttp,
} from './define/define-request.ts';
export { defineRequest } from './define/define-request.ts';
export { isPersonal, personal, personalFields } from './define/personal.ts';
export { minorDigits, type Money, money } from './shared/money.ts';
export { type StockLine, stockLine } from './shared/quantity.ts';
export { type OrderLine, orderLine } from './order/order-line.ts';
export { type CancellationReason, cancellationReason } from './order/order-cancelled.v1.ts';
export { type NotificationKind, notificationKind } from './notification/notification-kind.ts';
export { type Role, role } from './user/role.ts';
export { type Contact, contact, type PostalAddress, postalAddress } from './user/person.ts';
export { type ProfileView, profileView } from './user/profile.ts';
export { commands, events, queries, requests } from './catalog.ts';
export { changeProductPrice } from './product/change-product-price.v1.ts';
export { createProduct } from './product/create-product.v1.ts';
export { getProduct } from './product/get-product.v1.ts';
export { listProducts } from './product/list-products.v1.ts';
export { productCommandRejected } from './product/product-command-rejected.v1.ts';
export { productCreated } from './product/product-created.v1.ts';
export { productPriceChanged } from './product/product-price-changed.v1.ts';
export { productRetired } from './product/product-retired.v1.ts';
export { retireProduct } from './product/retire-product.v1.ts';
export { getReservation } from './inventory/get-reservation.v1.ts';
export { getStock } from './inventory/get-stock.v1.ts';
export { restockRejected } from './inventory/restock-rejected.v1.ts';
export { restock } from './inventory/restock.v1.ts';
export { restocked } from './inventory/restocked.v1.ts';
export { stockCommitted } from './inventory/stock-committed.v1.ts';
export { stockRejected } from './inventory/stock-rejected.v1.ts';
export { stockReleased } from './inventory/stock-released.v1.ts';
export { stockReserved } from './inventory/stock-reserved.v1.ts';
export { cancelOrder } from './order/cancel-order.v1.ts';
export { getOrder } from './order/get-order.v1.ts';
export { orderCancelRejected } from './order/order-cancel-rejected.v1.ts';
export { orderCancelRequested } from './order/order-cancel-requested.v1.ts';
export { orderCancelled } from './order/order-cancelled.v1.ts';
export { orderConfirmed } from './order/order-confirmed.v1.ts';
export { orderDeadlineReached } from './order/order-deadline-reached.v1.ts';
export { orderPlaced } from './order/order-placed.v1.ts';
export { orderRejected } from './order/order-rejected.v1.ts';
export { placeOrder } from './order/place-order.v1.ts';
export { getPayment } from './payment/get-payment.v1.ts';
export { paymentCaptured } from './payment/payment-captured.v1.ts';
export { paymentDeclined } from './payment/payment-declined.v1.ts';
export { paymentRefunded } from './payment/payment-refunded.v1.ts';
export { paymentVoided } from './payment/payment-voided.v1.ts';
export { providerReported } from './payment/provider-reported.v1.ts';
export { refundFailed } from './payment/refund-failed.v1.ts';
export { refundPayment } from './payment/refund-payment.v1.ts';
export { refundRejected } from './payment/refund-rejected.v1.ts';
export { refundRequested } from './payment/refund-requested.v1.ts';
export { listStock } from './inventory/list-stock.v1.ts';
export {
  deadLettersOf,
  listAuthDeadLetters,
  listInventoryDeadLetters,
  listNotificationDeadLetters,
  listOrderDeadLetters,
  listPaymentDeadLetters,
  listProductDeadLetters,
  listUserDeadLetters,
} from './operations/list-dead-letters.v1.ts';
export { getOrderTimeline } from './order/get-order-timeline.v1.ts';
export { listMyOrders } from './order/list-my-orders.v1.ts';
export { listOrders } from './order/list-orders.v1.ts';
export { listFailedRefunds } from './payment/list-failed-refunds.v1.ts';
export { listRefunds } from './payment/list-refunds.v1.ts';
export { listNotifications } from './notification/list-notifications.v1.ts';
export { notificationFailed } from './notification/notification-failed.v1.ts';
export { notificationSent } from './notification/notification-sent.v1.ts';
export { eraseUser } from './user/erase-user.v1.ts';
export { userEraseRejected } from './user/user-erase-rejected.v1.ts';
export { userErased } from './user/user-erased.v1.ts';
export { userProfileLapsed } from './user/user-profile-lapsed.v1.ts';
export { userProfileOpened } from './user/user-profile-opened.v1.ts';
export { userRolesChanged } from './user/user-roles-changed.v1.ts';
export { userUpdated } from './user/user-updated.v1.ts';
export { exportUser } from './user/export-user.v1.ts';
export { getMe } from './user/get-me.v1.ts';
export { getProfile } from './user/get-profile.v1.ts';
export { grantRole } from './user/grant-role.v1.ts';
export { openProfile } from './user/open-profile.v1.ts';
export { personKey } from './user/person-key.v1.ts';
export { putCustomer } from './user/put-customer.v1.ts';
export { updateProfile } from './user/update-profile.v1.ts';
export { type AccessTokenClaims, accessTokenClaims, accessTokenForm } from './auth/access-token.ts';
export type { SignedIn } from './auth/signed-in.ts';
export { changePassword } from './auth/change-password.v1.ts';
export { confirmPasswordReset } from './auth/confirm-password-reset.v1.ts';
export { confirmRegistration } from './auth/confirm-registration.v1.ts';
export { refreshSession } from './auth/refresh-session.v1.ts';
export { register } from './auth/register.v1.ts';
export { requestPasswordReset } from './auth/request-password-reset.v1.ts';
export { signIn } from './auth/sign-in.v1.ts';
export { signOut } from './auth/sign-out.v1.ts';
export { signOutEverywhere } from './auth/sign-out-everywhere.v1.ts';
export { userRegistered } from './auth/user-registered.v1.ts';
export { type PublicKey, getJwks, publicKey } from './auth/get-jwks.v1.ts';
