import { type Outcome, refundPayment } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';
import { newId } from './articles.ts';

/** Asks for so many cents of an order's money to be given back. */
export async function refund({ client }: Shop, orderId: string, cents: number): Promise<Outcome> {
  const refundId = newId('refund');
  const amount = { amount: cents, currency: 'EUR' };
  return await client.send(refundPayment, { refundId, orderId, amount, reason: 'a bag was torn' });
}
