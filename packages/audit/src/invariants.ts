import type { Invariant } from './define-invariant.ts';
import { accountsAreTheirEvents } from './invariants/accounts-are-their-events.ts';
import { atMostOneMailEach } from './invariants/at-most-one-mail-each.ts';
import { bookedMoneyIsAtTheProvider } from './invariants/booked-money-is-at-the-provider.ts';
import { booksHoldEveryMovement } from './invariants/books-hold-every-movement.ts';
import { contactsKnownToNotification } from './invariants/contacts-known-to-notification.ts';
import { deadLettersAreWhole } from './invariants/dead-letters-are-whole.ts';
import { effectsHaveOneCause } from './invariants/effects-have-one-cause.ts';
import { erasedPeopleHaveNoAccount } from './invariants/erased-people-have-no-account.ts';
import { everyEndWasTold } from './invariants/every-end-was-told.ts';
import { everyEventIsHandled } from './invariants/every-event-is-handled.ts';
import { everythingIsAcknowledged } from './invariants/everything-is-acknowledged.ts';
import { everythingIsPublished } from './invariants/everything-is-published.ts';
import { mailsAreTheirEvents } from './invariants/mails-are-their-events.ts';
import { moneyFollowsTheOrder } from './invariants/money-follows-the-order.ts';
import { neverMoreBackThanCaptured } from './invariants/never-more-back-than-captured.ts';
import { noOrderPastItsDeadline } from './invariants/no-order-past-its-deadline.ts';
import { nothingIsSeenTwice } from './invariants/nothing-is-seen-twice.ts';
import { oneChargePerOrder } from './invariants/one-charge-per-order.ts';
import { oneOutcomePerCommand } from './invariants/one-outcome-per-command.ts';
import { onlyAllowedTransitions } from './invariants/only-allowed-transitions.ts';
import { ordersAreTheirEvents } from './invariants/orders-are-their-events.ts';
import { paymentTermsAreTheReservations } from './invariants/payment-terms-are-the-reservations.ts';
import { paymentsAreTheirEvents } from './invariants/payments-are-their-events.ts';
import { peopleAreTheirEvents } from './invariants/people-are-their-events.ts';
import { placedOrdersHaveADeadline } from './invariants/placed-orders-have-a-deadline.ts';
import { productsAreTheirEvents } from './invariants/products-are-their-events.ts';
import { productsKnownToOrder } from './invariants/products-known-to-order.ts';
import { refundsAreTheirEvents } from './invariants/refunds-are-their-events.ts';
import { reservationsAreTheirEvents } from './invariants/reservations-are-their-events.ts';
import { reservationsEndWithTheirOrders } from './invariants/reservations-end-with-their-orders.ts';
import { reservationsHoldWhatWasTold } from './invariants/reservations-hold-what-was-told.ts';
import { rolesKnownToAuth } from './invariants/roles-known-to-auth.ts';
import { stockAddsUp } from './invariants/stock-adds-up.ts';
import { stockIsItsEvents } from './invariants/stock-is-its-events.ts';
import { stockIsWhatOrdersHold } from './invariants/stock-is-what-orders-hold.ts';
import { transactionsBalance } from './invariants/transactions-balance.ts';

/** Every check, in the order of the invariants. */
export const invariants: readonly Invariant[] = [
  oneChargePerOrder,
  neverMoreBackThanCaptured,
  bookedMoneyIsAtTheProvider,
  moneyFollowsTheOrder,
  transactionsBalance,
  booksHoldEveryMovement,
  stockAddsUp,
  stockIsWhatOrdersHold,
  reservationsEndWithTheirOrders,
  noOrderPastItsDeadline,
  placedOrdersHaveADeadline,
  onlyAllowedTransitions,
  productsKnownToOrder,
  rolesKnownToAuth,
  contactsKnownToNotification,
  erasedPeopleHaveNoAccount,
  paymentTermsAreTheReservations,
  stockIsItsEvents,
  reservationsHoldWhatWasTold,
  atMostOneMailEach,
  everyEndWasTold,
  everyEventIsHandled,
  nothingIsSeenTwice,
  effectsHaveOneCause,
  ordersAreTheirEvents,
  productsAreTheirEvents,
  reservationsAreTheirEvents,
  paymentsAreTheirEvents,
  refundsAreTheirEvents,
  peopleAreTheirEvents,
  accountsAreTheirEvents,
  mailsAreTheirEvents,
  oneOutcomePerCommand,
  everythingIsPublished,
  everythingIsAcknowledged,
  deadLettersAreWhole,
];
