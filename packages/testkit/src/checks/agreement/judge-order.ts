import type { OrderPicture, OrderView } from './order-picture.ts';
import { chargedSum, failedSum, refundedSum, refundsAt, succeeded } from './provider-sums.ts';

export interface Leniency {
  /**
   * Whether a mail may be there more than once under the same Message-ID: mail is at least once, so it can happen when
   * notification or the mail server was killed.
   */
  readonly repeatedMails?: boolean;
}

type Finding = string | false;
type RefundOfOrder = NonNullable<OrderPicture['payment']>['refunds'][number];

/** What does not fit together in the picture of one order that should have ended; empty when all agree. */
export function judgeOrder(picture: OrderPicture, leniency: Leniency = {}): readonly string[] {
  const { orderId, order } = picture;
  const findings = order === null ? ['does not exist'] : judge(order, picture, leniency);
  return findings.filter((found) => found !== false).map((found) => `${orderId} ${found}`);
}

function judge(order: OrderView, picture: OrderPicture, leniency: Leniency): readonly Finding[] {
  const always = [...judgeMoney(picture), ...judgeMails(picture, leniency)];
  switch (order.status) {
    case 'confirmed':
      return [...always, ...judgeConfirmed(order, picture)];
    case 'cancelled':
      return [...always, ...judgeCancelled(picture)];
    case 'rejected':
      return [...always, ...judgeRejected(picture)];
    case 'placed':
    case 'cancel-requested':
      return [...always, `is still ${order.status}`];
  }
}

function judgeMoney(picture: OrderPicture): readonly Finding[] {
  const { payment } = picture;
  const [charged, refunded] = [chargedSum(picture), refundedSum(picture)];
  const open = payment?.refunds.filter(isOpen) ?? [];
  return [
    succeeded(picture).length > 1 && `was charged ${succeeded(picture).length} times`,
    refunded > charged && `had ${refunded} refunded of ${charged}`,
    (payment?.captured ?? 0) !== charged &&
      `was charged ${charged} at the provider; payment has ${payment?.captured ?? 0}`,
    (payment?.refunded ?? 0) !== refunded &&
      `had ${refunded} refunded at the provider; payment has ${payment?.refunded ?? 0}`,
    payment?.balanced === false && 'has a ledger that does not balance',
    payment?.status === 'charging' && 'has a payment that is still charging',
    open.length > 0 && `has ${open.length} refunds that are not done`,
  ];
}

function judgeMails({ mails, notifications }: OrderPicture, leniency: Leniency): Finding[] {
  const distinct = new Set(mails.map(({ messageId }) => messageId));
  const unsent = notifications.filter(({ status }) => status !== 'sent');
  const sent = notifications.length - unsent.length;
  return [
    leniency.repeatedMails !== true &&
      distinct.size !== mails.length &&
      `got a mail twice: ${mails.map(({ messageId }) => messageId).join(' ')}`,
    distinct.size !== sent && `got ${distinct.size} mails; notification has ${sent} as sent`,
  ];
}

function judgeConfirmed(order: OrderView, picture: OrderPicture): readonly Finding[] {
  const [charge] = succeeded(picture);
  const total = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
  const { reservation } = picture;
  return [
    charge === undefined && 'is confirmed and was not charged',
    charge !== undefined &&
      (charge.amount !== total || charge.currency !== order.total?.currency.toLowerCase()) &&
      `costs ${total} ${order.total?.currency} and was charged ${charge.amount} ${charge.currency}`,
    order.total?.amount !== total && `has a total of ${order.total?.amount} instead of ${total}`,
    reservation?.status !== 'committed' && `has stock ${reservation?.status ?? 'nowhere'}`,
    ...judgeMailKinds(picture, { confirmed: 1, cancelled: 0 }),
  ];
}

function judgeCancelled(picture: OrderPicture): readonly Finding[] {
  const { reservation } = picture;
  const isHeld = reservation?.status === 'reserved' || reservation?.status === 'committed';
  const [charged, refunded] = [chargedSum(picture), refundedSum(picture)];
  const failed = failedSum(picture);
  return [
    isHeld && `is cancelled and has stock ${reservation.status}`,
    // what failed is owed still, until people give it back in another way
    (refunded > charged || charged - refunded > failed) &&
      `is cancelled, was charged ${charged} and had ${refunded} refunded, and ${failed} in refunds that failed`,
    ...judgeMailKinds(picture, { confirmed: 0, cancelled: 1 }),
  ];
}

function judgeRejected({ reservation, payment, ledger, mails }: OrderPicture): readonly Finding[] {
  return [
    reservation !== null && `is rejected and has stock ${reservation.status}`,
    payment !== null && `is rejected and has a payment ${payment.status}`,
    ledger.intents.length > 0 && 'is rejected and known to the payment provider',
    mails.length > 0 && 'is rejected and got a mail',
  ];
}

function judgeMailKinds(
  picture: OrderPicture,
  wanted: { readonly confirmed: number; readonly cancelled: number },
): readonly Finding[] {
  const counts = { ...wanted, refunded: picture.ledger.refunds.length };
  // a refund that failed before payment knew that it was given is told to nobody
  const untold = { confirmed: 0, cancelled: 0, refunded: refundsAt(picture, 'failed').length };
  return MAIL_KINDS.map((kind) => {
    const ofKind = picture.mails.filter((mail) => mail.kind === kind);
    const found = new Set(ofKind.map(({ messageId }) => messageId)).size;
    const [least, most] = [counts[kind] - untold[kind], counts[kind]];
    return (
      (found < least || found > most) && `got ${found} mails of kind ${kind} instead of ${most}`
    );
  });
}

const MAIL_KINDS = ['confirmed', 'cancelled', 'refunded'] as const;

/** Whether a refund is still under way. One that failed is owed, but nothing more will become of it. */
function isOpen({ status, failure }: RefundOfOrder): boolean {
  return status !== 'refunded' && failure === undefined;
}
