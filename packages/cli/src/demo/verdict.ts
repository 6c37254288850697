import { isSettled, type OrderPicture } from '../order/order-picture.ts';

/** How an order ended, in a few stable words: `confirmed`, `cancelled: out-of-stock`, `rejected: price_changed`. */
export function endOf(picture: OrderPicture): string {
  const { order } = picture;
  if (order === null) return 'unknown';
  if (!isSettled(picture)) return `not settled: ${order.status}`;
  const faults = faultsOf(picture);
  const end = [order.status, order.cancellation?.reason ?? order.rejection?.[0]?.code]
    .filter(Boolean)
    .join(': ');
  return faults.length === 0 ? end : `${end}, BUT ${faults.join(', ')}`;
}

/** What must hold once an order is settled, and does not. */
export function faultsOf({ order, reservation, payment }: OrderPicture): string[] {
  const captured = payment?.captured ?? 0;
  const kept = captured - (payment?.refunded ?? 0);
  const total = order?.total?.amount ?? 0;
  const isConfirmed = order?.status === 'confirmed';
  const isHeld = reservation?.status === 'committed' || reservation?.status === 'reserved';
  const rules: readonly (readonly [boolean, string])[] = [
    [isConfirmed && captured !== total, `captured ${captured} of ${total}`],
    [isConfirmed && reservation?.status !== 'committed', 'its stock is not committed'],
    [!isConfirmed && kept !== 0, `kept ${kept}`],
    [!isConfirmed && isHeld, 'its stock is still held'],
    [payment?.balanced === false, 'its ledger does not balance'],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, fault]) => fault);
}
