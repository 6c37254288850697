import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { NotConnected, NotStored, OutcomeTimeout } from '@murmuration/client';
import {
  cancelOrder,
  type CommandContract,
  getOrder,
  type Outcome,
  placeOrder,
  refundPayment,
} from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';
import type { Customer } from './plans.ts';

/** How long a sender waits for an outcome before it tells its connection to begin anew, in milliseconds. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 200;
const REFUND_CENTS = 300;

/**
 * Carries out what a customer is up to. Whatever is sent is sent again under the same id until its outcome is known: only that says that it is in a database.
 * @throws Error when an outcome is not what it has to be: I11
 */
export async function serve(
  shop: Shop,
  { plan, order, cancelAfterMs = 0 }: Customer,
  gone: AbortSignal,
): Promise<void> {
  const { orderId } = order;
  const place = () => untilDecided(shop, placeOrder, order, gone);
  const cancel = () => untilDecided(shop, cancelOrder, { orderId }, gone);
  if (plan === 'cancels before') expectStatus(await cancel(), 'accepted');
  const outcome = await place();
  expectStatus(outcome, plan === 'offers too little' ? 'rejected' : 'accepted');
  if (plan === 'sends twice') expectSame(outcome, await place());
  if (plan === 'cancels at once') {
    await sleep(cancelAfterMs);
    await cancel();
  }
  if (plan === 'gets some back') await getSomeBack(shop, orderId, gone);
}

async function untilDecided<Data>(
  { client }: Shop,
  command: CommandContract<string, Data>,
  data: NoInfer<Data>,
  gone: AbortSignal,
): Promise<Outcome> {
  for (;;) {
    try {
      return await client.send(command, data, { timeoutMs: PATIENCE_MS });
    } catch (error) {
      if (gone.aborted || !isPassing(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof OutcomeTimeout || error instanceof NotStored || error instanceof NotConnected;

/** Waits until the order is confirmed and asks for a part of the money; an order that was cancelled after all has none to give back. */
async function getSomeBack(shop: Shop, orderId: string, gone: AbortSignal): Promise<void> {
  for (;;) {
    const order = await shop.client.ask(getOrder, { orderId }).catch(() => null);
    if (order?.status === 'confirmed') break;
    if (order?.status === 'cancelled') return;
    if (gone.aborted) throw new Error(`${orderId} is ${order?.status ?? 'unknown'}`);
    await sleep(PAUSE_MS);
  }
  const amount = { amount: REFUND_CENTS, currency: 'EUR' };
  const refund = { refundId: `refund-${orderId}`, orderId, amount, reason: 'a bag was torn' };
  expectStatus(await untilDecided(shop, refundPayment, refund, gone), 'accepted');
}

function expectStatus(outcome: Outcome, status: Outcome['status']): void {
  if (outcome.status === status) return;
  throw new Error(`I11: the outcome is ${JSON.stringify(outcome)} instead of ${status}`);
}

function expectSame(first: Outcome, second: Outcome): void {
  if (isDeepStrictEqual(first, second)) return;
  const both = `${JSON.stringify(first)} and ${JSON.stringify(second)}`;
  throw new Error(`I11: the same command had two outcomes: ${both}`);
}
