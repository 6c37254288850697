import {
  type EventContract,
  notificationFailed,
  notificationSent,
  orderCancelled,
  orderCancelRejected,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  providerReported,
  refundFailed,
  type Rejection,
  refundRejected,
  refundRequested,
  restocked,
  type StockLine,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { dataOf, type SeenEvent } from '@murmuration/client';
import { moneyText } from '../output/money.ts';
import { clock } from '../output/table.ts';

type Describer = (event: Pick<SeenEvent, 'type' | 'data'>) => string | undefined;

const describers: readonly Describer[] = [
  tells(orderPlaced, ({ lines, total }) => `${pieces(lines)}, ${moneyText(total)}`),
  tells(orderConfirmed, ({ total }) => moneyText(total)),
  tells(orderCancelled, ({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')),
  tells(orderRejected, reasons),
  tells(orderCancelRejected, reasons),
  tells(stockReserved, ({ lines }) => pieces(lines)),
  tells(stockReleased, ({ lines }) => pieces(lines)),
  tells(stockCommitted, ({ lines }) => pieces(lines)),
  tells(stockRejected, ({ shortages }) =>
    shortages
      .map(({ sku, requested, available }) => `${sku}: ${requested} wanted, ${available} there`)
      .join('; '),
  ),
  tells(restocked, ({ quantity, onHand }) => `${quantity} came in, ${onHand} for sale`),
  tells(paymentCaptured, ({ amount }) => moneyText(amount)),
  tells(paymentDeclined, ({ code, message }) => `${code}: ${message}`),
  tells(providerReported, ({ result }) => result),
  tells(refundRequested, ({ amount, reason }) => `${moneyText(amount)}: ${reason}`),
  tells(refundRejected, reasons),
  tells(paymentRefunded, ({ amount, reason }) => `${moneyText(amount)}: ${reason}`),
  tells(refundFailed, ({ refundId, reason }) => `${refundId} came back: ${reason}`),
  tells(notificationSent, ({ kind }) => `mail "${kind}"`),
  tells(notificationFailed, ({ kind, reason }) => `mail "${kind}": ${reason}`),
];

/** One line for people: when, who, what, and the facts that matter. Tells no personal data. */
export function eventLine(event: SeenEvent): string {
  const [context = '', what = ''] = event.type.replace(/\.v\d+$/, '').split('.');
  const told = describers.map((describe) => describe(event)).find((text) => text !== undefined);
  return `${clock(event.time).padEnd(12)}  ${context.padEnd(12)}  ${what.padEnd(16)}  ${told ?? ''}`.trimEnd();
}

/** `2 × tea-001, 1 × pot-002`. */
export function pieces(lines: readonly StockLine[]): string {
  return lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
}

function tells<Data>(
  contract: EventContract<string, Data>,
  text: (data: Data) => string,
): Describer {
  return (event) => {
    const data = dataOf(contract, event);
    return data === undefined ? undefined : text(data);
  };
}

function reasons(rejection: Rejection): string {
  return rejection.reasons.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
