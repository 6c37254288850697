import { jetstreamManager } from '@nats-io/jetstream';
import { eventually } from '../eventually.ts';
import type { Shop } from '../shop/shop.ts';

/**
 * Waits until a durable consumer of the events has nothing left but `underWay` messages, such as those whose call to
 * the outside goes on or is tried again.
 */
export async function heard(shop: Shop, durable: string, underWay = 0): Promise<void> {
  const manager = await jetstreamManager(shop.connection, { checkAPI: false });
  const attempt = async (): Promise<boolean> => {
    const { num_pending, num_ack_pending } = await manager.consumers.info('EVENTS', durable);
    return num_pending === 0 && num_ack_pending <= underWay;
  };
  await eventually(attempt, { what: `${durable} to have handled all events` });
}
