import { jetstreamManager } from '@nats-io/jetstream';
import { eventually } from '../eventually.ts';
import type { Shop } from '../shop/shop.ts';
import type { ServiceName } from '../shop/service-names.ts';

/**
 * Waits until a service has handled every event that stands on the stream by its reactions that call nobody, also
 * while a call of it to the outside goes on.
 */
export async function heard(shop: Shop, service: ServiceName): Promise<void> {
  const manager = await jetstreamManager(shop.connection, { checkAPI: false });
  const attempt = async (): Promise<boolean> => {
    const { num_pending, num_ack_pending } = await manager.consumers.info('EVENTS', service);
    return num_pending + num_ack_pending === 0;
  };
  await eventually(attempt, { what: `${service} to have handled all events` });
}
