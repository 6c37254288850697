import {
  notificationFailed,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentVoided,
  refundRequested,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { dataOf, type SeenEvent } from '@murmuration/client';

type StockFact = 'reserved' | 'short' | 'released' | 'committed';

/** What the events of one order have told so far, in whatever order they came. */
export interface OrderStory {
  readonly end: 'rejected' | 'confirmed' | 'cancelled' | undefined;
  readonly isPlaced: boolean;
  readonly stock: ReadonlySet<StockFact>;
  readonly charge: 'captured' | 'declined' | 'voided' | undefined;
  /** Minor units. */
  readonly captured: number;
  /** Minor units. */
  readonly refunded: number;
  readonly openRefunds: ReadonlySet<string>;
  readonly paidRefunds: ReadonlySet<string>;
  /** Kinds of the mails that were sent, or that failed for good. */
  readonly mails: ReadonlySet<string>;
}

export const untold: OrderStory = {
  end: undefined,
  isPlaced: false,
  stock: new Set(),
  charge: undefined,
  captured: 0,
  refunded: 0,
  openRefunds: new Set(),
  paidRefunds: new Set(),
  mails: new Set(),
};

type Told = Pick<SeenEvent, 'type' | 'data'>;

/** The story with one more event. */
export function tell(story: OrderStory, event: Told): OrderStory {
  return tellMoney(tellStock(tellOrder(story, event), event), event);
}

function tellOrder(story: OrderStory, event: Told): OrderStory {
  const mail = dataOf(notificationSent, event) ?? dataOf(notificationFailed, event);
  if (mail) return { ...story, mails: withOne(story.mails, mail.kind) };
  if (dataOf(orderPlaced, event)) return { ...story, isPlaced: true };
  if (dataOf(orderConfirmed, event)) return { ...story, end: 'confirmed' };
  if (dataOf(orderCancelled, event)) return { ...story, end: 'cancelled' };
  // Of an order that stands, only a second command with the same id was rejected.
  const isRefused = dataOf(orderRejected, event) !== undefined && !story.isPlaced;
  return isRefused ? { ...story, end: story.end ?? 'rejected' } : story;
}

function tellStock(story: OrderStory, event: Told): OrderStory {
  const add = (fact: StockFact): OrderStory => ({
    ...story,
    stock: withOne(story.stock, fact),
  });
  if (dataOf(stockReserved, event)) return add('reserved');
  if (dataOf(stockRejected, event)) return add('short');
  if (dataOf(stockReleased, event)) return add('released');
  return dataOf(stockCommitted, event) ? add('committed') : story;
}

function tellMoney(story: OrderStory, event: Told): OrderStory {
  const captured = dataOf(paymentCaptured, event);
  if (captured) return { ...story, charge: 'captured', captured: captured.amount.amount };
  if (dataOf(paymentDeclined, event)) return { ...story, charge: 'declined' };
  if (dataOf(paymentVoided, event)) return { ...story, charge: 'voided' };
  const wish = dataOf(refundRequested, event);
  if (wish) return { ...story, openRefunds: withOne(story.openRefunds, wish.refundId) };
  const refund = dataOf(paymentRefunded, event);
  if (refund === undefined || story.paidRefunds.has(refund.refundId)) return story;
  return {
    ...story,
    refunded: story.refunded + refund.amount.amount,
    paidRefunds: withOne(story.paidRefunds, refund.refundId),
  };
}

/**
 * Whether the events alone prove that nothing more will happen but mails. A cancellation in flight can end without a
 * further event (nothing was reserved, nothing charged): then only the owners know, see `isSettled`.
 */
export function isOver(story: OrderStory): boolean {
  const owesRefund = [...story.openRefunds].some((id) => !story.paidRefunds.has(id));
  if (story.end === 'rejected') return true;
  if (story.end === 'confirmed') return story.stock.has('committed') && !owesRefund;
  if (story.end === undefined || owesRefund) return false;
  return !story.isPlaced || (isStockBack(story) && isMoneyBack(story));
}

/** Whether the mail that tells the customer of the end has gone out as well. A rejected order has none. */
export function isTold(story: OrderStory): boolean {
  return story.end === 'rejected' || (story.end !== undefined && story.mails.has(story.end));
}

function isStockBack({ stock }: OrderStory): boolean {
  return stock.has('short') || (stock.has('reserved') && stock.has('released'));
}

function isMoneyBack({ stock, charge, captured, refunded }: OrderStory): boolean {
  if (charge === 'captured') return refunded >= captured;
  return charge !== undefined || stock.has('short');
}

function withOne<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
  return new Set([...all, one]);
}
