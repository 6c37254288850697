import {
  type EventDraft,
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
import { describe, expect, test } from 'vitest';
import { isOver, isTold, tell, untold } from './order-story.ts';

const at = '2026-01-05T09:00:00.000Z';
const orderId = 'o-1';
const money = { amount: 690, currency: 'EUR' };
const lines = [{ sku: 'tea', quantity: 1 }];

const placed = orderPlaced.of({
  orderId,
  customerId: 'c-1',
  lines: [{ sku: 'tea', quantity: 1, unitPrice: money }],
  total: money,
  paymentMethod: 'pm_card_visa',
  placedAt: at,
  deadline: at,
});
const reserved = stockReserved.of({
  orderId,
  lines,
  payment: {
    customerId: 'c-1',
    amount: money,
    lines: [{ sku: 'tea', quantity: 1, unitPrice: money }],
    paymentMethod: 'pm_card_visa',
  },
});
const captured = paymentCaptured.of({
  orderId,
  amount: money,
  providerReference: 'pi',
  capturedAt: at,
});
const confirmed = orderConfirmed.of({ orderId, customerId: 'c-1', total: money, confirmedAt: at });
const committed = stockCommitted.of({ orderId, lines });
const released = stockReleased.of({ orderId, lines });
const short = stockRejected.of({
  orderId,
  shortages: [{ sku: 'tea', requested: 1, available: 0 }],
});
const declined = paymentDeclined.of({ orderId, code: 'no', message: 'no' });
const voided = paymentVoided.of({ orderId });
const rejected = orderRejected.of({
  commandId: orderId,
  command: 'order.place.v1',
  subjectId: orderId,
  reasons: [{ field: '$', code: 'x', message: 'x' }],
});
const cancelled = orderCancelled.of({
  orderId,
  customerId: 'c-1',
  reason: 'requested',
  detail: '',
  cancelledAt: at,
});
const refundWish = refundRequested.of({
  refundId: 'r-1',
  orderId,
  amount: money,
  reason: 'x',
  lines: [],
});
const refunded = paymentRefunded.of({
  refundId: 'r-1',
  orderId,
  amount: money,
  lines: [],
  reason: 'x',
  providerReference: 're',
  refundedAt: at,
});
const mailed = notificationSent.of({ orderId, kind: 'confirmed', messageId: '<m>' });

const told = (...drafts: EventDraft[]) =>
  drafts.reduce((story, { name, data }) => tell(story, { type: name, data }), untold);

describe('isOver', () => {
  const over: Record<string, EventDraft[]> = {
    'a rejected order': [rejected],
    'a confirmed order with its stock committed': [
      placed,
      reserved,
      captured,
      confirmed,
      committed,
    ],
    'a confirmed order whose refund is paid': [
      placed,
      confirmed,
      committed,
      captured,
      refundWish,
      refunded,
    ],
    'a cancelled order that ran short': [placed, short, cancelled],
    'a declined order with its stock back': [placed, reserved, declined, cancelled, released],
    'an order cancelled while charging, voided': [placed, reserved, cancelled, released, voided],
    'an order cancelled while charging, refunded': [
      placed,
      cancelled,
      reserved,
      captured,
      refundWish,
      released,
      refunded,
    ],
    'an order that was cancelled before it was placed': [cancelled],
  };
  test.each(Object.entries(over))('%s is over', (_, drafts) => {
    expect(isOver(told(...drafts))).toBe(true);
  });

  test.each(Object.entries(over))('%s is not over before its last event', (_, drafts) => {
    expect(isOver(told(...drafts.slice(0, -1)))).toBe(false);
  });

  test('a cancellation in flight proves nothing of stock and money', () => {
    expect(isOver(told(placed, cancelled))).toBe(false);
    expect(isOver(told(placed, reserved, cancelled, released))).toBe(false);
  });

  test('money that is still owed keeps a story open', () => {
    expect(isOver(told(placed, reserved, captured, cancelled, released))).toBe(false);
    expect(isOver(told(placed, confirmed, committed, captured, refundWish))).toBe(false);
  });

  test('a second command with the same id does not end an order that stands', () => {
    expect(isOver(told(placed, rejected))).toBe(false);
  });

  test('a repeated refund event counts once', () => {
    expect(told(captured, refunded, refunded).refunded).toBe(money.amount);
  });
});

describe('isTold', () => {
  test('waits for the mail of that end', () => {
    expect(isTold(told(confirmed))).toBe(false);
    expect(isTold(told(mailed))).toBe(false);
    expect(isTold(told(confirmed, mailed))).toBe(true);
  });

  test('expects no mail of a rejected order', () => expect(isTold(told(rejected))).toBe(true));
});
