import type { ReceivedSpan } from './otlp-receiver.ts';

/** Every span of an order that is confirmed, and the one that it follows from. */
export const SAGA: readonly string[] = [
  'order process cmd.order.place place-order < the client',
  'order send evt.*.order.placed < order process cmd.order.place place-order',
  'inventory process evt.*.order.placed reserve-stock-when-order-placed < order send evt.*.order.placed',
  'inventory send evt.*.inventory.stock-reserved < inventory process evt.*.order.placed reserve-stock-when-order-placed',
  'payment process evt.*.inventory.stock-reserved charge-when-reserved-unless-cancelled < inventory send evt.*.inventory.stock-reserved',
  'payment call charge-when-reserved-unless-cancelled < payment process evt.*.inventory.stock-reserved charge-when-reserved-unless-cancelled',
  'payment send evt.*.payment.captured < payment process evt.*.inventory.stock-reserved charge-when-reserved-unless-cancelled',
  'order process evt.*.payment.captured confirm-when-payment-captured < payment send evt.*.payment.captured',
  'order send evt.*.order.confirmed < order process evt.*.payment.captured confirm-when-payment-captured',
  'inventory process evt.*.order.confirmed commit-stock-when-order-confirmed < order send evt.*.order.confirmed',
  'inventory send evt.*.inventory.stock-committed < inventory process evt.*.order.confirmed commit-stock-when-order-confirmed',
  'notification process evt.*.order.confirmed send-mails-when-orders-end < order send evt.*.order.confirmed',
  'notification call send-mails-when-orders-end < notification process evt.*.order.confirmed send-mails-when-orders-end',
  'notification req.user.person-key < notification call send-mails-when-orders-end',
  'user req.user.person-key < notification req.user.person-key',
  'notification send evt.*.notification.sent < notification process evt.*.order.confirmed send-mails-when-orders-end',
];

/** A span in words: who made it, and what it is. */
export function labelOf({ service, name, attributes }: ReceivedSpan): string {
  const reaction = String(attributes['murmuration.reaction'] ?? '');
  return [service, name, name.endsWith(reaction) ? '' : reaction].filter(Boolean).join(' ');
}

/** Each span with its parent, in words; `outside` is the span that all begins with. */
export function edgesOf(spans: readonly ReceivedSpan[], outside: string): readonly string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = ({ parentSpanId = '' }: ReceivedSpan): string => {
    if (parentSpanId === outside) return 'the client';
    const parent = byId.get(parentSpanId);
    return parent === undefined ? 'nothing that is known' : labelOf(parent);
  };
  return spans.map((span) => `${labelOf(span)} < ${parentOf(span)}`).toSorted();
}
