import type { World } from '../../scenario.ts';

const SERVICES = ['inventory', 'payment', 'notification', 'order'] as const;

/**
 * Lets something happen while one service is away, so that messages that nobody has read yet are in the broker then. Without that a broker could lose everything, and
 * nobody would miss it.
 */
export async function withBacklog(
  { shop, chance, inject, pause }: World,
  work: () => Promise<void>,
): Promise<void> {
  const service = shop.service(chance.pick(SERVICES));
  inject(`SIGKILL to all of ${service.name}`);
  await service.kill();
  await pause(800, 1_600);
  await work();
  await service.start();
}
