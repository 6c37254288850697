import { type CancellationReason, minorDigits, type Money } from '@murmuration/contracts';
import type { Occasion } from './correspondence.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

const LOCALE = 'en-GB';

/** The words of a mail, without its salutation. */
export function textOf(orderId: string, occasion: Occasion): MailText {
  switch (occasion.kind) {
    case 'confirmed':
      return confirmed(orderId, occasion.total);
    case 'cancelled':
      return cancelled(orderId, occasion.reason, occasion.detail);
    case 'refunded':
      return refunded(orderId, occasion.amount, occasion.reason);
    default:
      return occasion satisfies never;
  }
}

/** A sum as people write it: `€13.80`, `JP¥1,380`; the currency says how many minor units make a major one. */
export function formatMoney({ amount, currency }: Money): string {
  return formatOf(currency).format(amount / 10 ** minorDigits(currency));
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(currency, format);
  return format;
}

function confirmed(orderId: string, total: Money): MailText {
  return {
    subject: `Your order ${orderId} is confirmed`,
    text: letter(
      `Thank you! Your order ${orderId} is confirmed.`,
      `We have received your payment of ${formatMoney(total)}, and your order is on its way to being packed.`,
    ),
  };
}

const REASONS: Readonly<Record<CancellationReason, string>> = {
  requested: 'You asked us to cancel it.',
  'out-of-stock': 'We are sorry: not everything you ordered is in stock.',
  'payment-declined': 'Your payment was declined.',
  'deadline-passed': 'We are sorry: we could not complete it in time.',
};

function cancelled(orderId: string, reason: CancellationReason, detail: string): MailText {
  return {
    subject: `Your order ${orderId} is cancelled`,
    text: letter(
      `Your order ${orderId} is cancelled. ${REASONS[reason]}`,
      ...(detail === '' ? [] : [detail]),
      'If you have paid already, you get your money back; we will write to you then.',
    ),
  };
}

function refunded(orderId: string, amount: Money, reason: string): MailText {
  return {
    subject: `Your refund for order ${orderId}`,
    text: letter(
      `We have refunded ${formatMoney(amount)} for your order ${orderId} (${reason}).`,
      'It can take a few days until your bank shows it.',
    ),
  };
}

function letter(...paragraphs: readonly string[]): string {
  return [...paragraphs, 'Kind regards,\nyour shop'].join('\n\n') + '\n';
}

/** A mail's text with the salutation that it begins with. */
export function salute(name: string, text: string): string {
  return `Hello ${name},\n\n${text}`;
}
