import { cancelOrder } from '@murmuration/contracts';
import type { Session } from '../connection/session.ts';
import type { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { carryOut } from '../outcome.ts';

export interface CancelOptions {
  readonly note?: string;
  readonly id?: string;
}

/** Cancels an order that is not confirmed yet. Each call is a wish of its own unless an id is given. */
export async function cancelAnOrder(
  session: Session,
  orderId: string,
  { note, id }: CancelOptions,
): Promise<ExitCode> {
  const wish = { orderId, requestId: id ?? newId('c'), ...(note === undefined ? {} : { note }) };
  return await carryOut(
    session,
    cancelOrder,
    wish,
    `the cancellation of order ${orderId} is accepted`,
  );
}
