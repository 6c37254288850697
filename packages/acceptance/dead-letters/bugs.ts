import type { Bug } from './faulty-build/bug.ts';

/** The orders that a bug befalls are those whose ids end so. */
export const ENDINGS = { inventory: 'currency', payment: 'parameter', order: 'date' } as const;

/** A reservation hands on the currency in small letters, which the contract of its event does not allow. */
export const wrongCurrency: Bug = {
  file: 'services/inventory/src/domain/decide-reservation.ts',
  right: 'const payment = { customerId, amount, lines: order.lines, paymentMethod };',
  wrong: `const isWrong = orderId.endsWith('${ENDINGS.inventory}');
  const currency = isWrong ? amount.currency.toLowerCase() : amount.currency;
  const payment = { customerId, amount: { ...amount, currency }, lines: order.lines, paymentMethod };`,
};

/** A charge is asked for with a parameter that the payment provider does not know; it refuses such a request for good. */
export const wrongParameter: Bug = {
  file: 'services/payment/src/gateways/stripe-intents.ts',
  right: '        metadata: { orderId },',
  wrong: `        [orderId.endsWith('${ENDINGS.payment}') ? 'meta' : 'metadata']: { orderId },`,
};

/** A confirmation tells its moment in a form that the contract of its event does not allow. */
export const wrongDate: Bug = {
  file: 'services/order/src/domain/decide-confirmation.ts',
  right: 'confirmedAt: now.toISOString(),',
  wrong: `confirmedAt: orderId.endsWith('${ENDINGS.order}') ? now.toDateString() : now.toISOString(),`,
};
