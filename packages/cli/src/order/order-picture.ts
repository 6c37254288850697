import { getOrder, getPayment, getReservation, listNotifications } from '@murmuration/contracts';
import type { Murmuration } from '@murmuration/client';
import type { z } from 'zod';

/** One order as all its owners see it. */
export interface OrderPicture {
  readonly order: z.infer<typeof getOrder.result>;
  readonly reservation: z.infer<typeof getReservation.result>;
  readonly payment: z.infer<typeof getPayment.result>;
  readonly notifications: z.infer<typeof listNotifications.result>['notifications'];
}

/** Asks all owners at the same time. Fails as a whole when one of them does not answer. */
export async function takePicture(
  client: Murmuration,
  orderId: string,
  timeoutMs: number,
): Promise<OrderPicture> {
  const [order, reservation, payment, { notifications }] = await Promise.all([
    client.ask(getOrder, { orderId }, { timeoutMs }),
    client.ask(getReservation, { orderId }, { timeoutMs }),
    client.ask(getPayment, { orderId }, { timeoutMs }),
    client.ask(listNotifications, { orderId }, { timeoutMs }),
  ]);
  return { order, reservation, payment, notifications };
}

/** Whether stock and money have come to rest, as far as their owners know. Mails do not count. */
export function isSettled({
  order,
  reservation,
  payment,
}: Omit<OrderPicture, 'notifications'>): boolean {
  const status = order?.status;
  switch (status) {
    case 'rejected':
      return true;
    case 'confirmed':
      return (
        reservation?.status === 'committed' && payment?.status === 'captured' && isPaidOut(payment)
      );
    case 'cancelled':
      return isStockBack(reservation) && isMoneyBack(payment);
    case 'placed':
    case 'cancel-requested':
    case undefined:
      return false;
    default:
      return status satisfies never;
  }
}

function isStockBack(reservation: OrderPicture['reservation']): boolean {
  return reservation !== null && !['reserved', 'committed'].includes(reservation.status);
}

function isMoneyBack(payment: OrderPicture['payment']): boolean {
  if (payment === null || payment.status === 'awaiting' || payment.status === 'charging')
    return false;
  return (
    isPaidOut(payment) && (payment.status !== 'captured' || payment.refunded === payment.captured)
  );
}

function isPaidOut(payment: NonNullable<OrderPicture['payment']>): boolean {
  return payment.refunds.every(({ status }) => status === 'refunded');
}
