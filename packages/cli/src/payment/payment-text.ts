import type { getPayment, Money } from '@murmuration/contracts';
import type { z } from 'zod';
import { moneyText } from '../output/money.ts';

type Payment = NonNullable<z.infer<typeof getPayment.result>>;

/** `captured 13.80 EUR, refunded 6.90 EUR (r-1: torn)`. */
export function paymentText({
  status,
  amount,
  captured,
  refunded,
  refunds,
  balanced,
}: Payment): string {
  const sum = (minor: number): string =>
    amount === null ? String(minor) : moneyText({ ...amount, amount: minor });
  const wanted: Money | null = status === 'captured' ? null : amount;
  const parts = [
    status === 'captured' ? `captured ${sum(captured)}` : status,
    wanted === null ? '' : `of ${moneyText(wanted)}`,
    refunded > 0 ? `refunded ${sum(refunded)}` : '',
    ...refunds.map(
      ({ refundId, status: state, amount: minor, reason, failure }) =>
        `refund ${refundId} ${failure === undefined ? state : `FAILED (${failure})`}: ${sum(minor)}, ${reason}`,
    ),
    balanced ? '' : 'THE LEDGER DOES NOT BALANCE',
  ];
  return parts.filter(Boolean).join(', ');
}
