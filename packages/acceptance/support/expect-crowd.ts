import { expectAgreement, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { type Customer, POSSIBLE_ENDS } from './crowd.ts';
import { endOf } from './orders.ts';

/**
 * Waits until all orders of a crowd have ended and everybody agrees on how, and checks that each ended as its customer
 * must expect, and that every kind of end was seen. A mail may have come twice, under the same Message-ID: after a
 * crash it is sent again.
 */
export async function expectCrowdServed(
  shop: Shop,
  customers: readonly Customer[],
  timeoutMs: number,
): Promise<void> {
  const ids = customers.map(({ order }) => order.orderId);
  const pictures = await expectAgreement(shop, ids, { timeoutMs, repeatedMails: true });
  const ends = new Map(pictures.map((picture) => [picture.orderId, endOf(picture)]));
  const wrong = customers.flatMap(({ plan, order }) => {
    const end = ends.get(order.orderId) ?? 'unknown';
    return POSSIBLE_ENDS[plan].includes(end) ? [] : [`${plan}: ${end}`];
  });
  expect(wrong).toEqual([]);
  const seen = new Set(ends.values());
  for (const end of Object.values(POSSIBLE_ENDS).flat()) expect(seen).toContain(end);
}
