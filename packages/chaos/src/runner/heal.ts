import { isAlive } from '../faults/is-alive.ts';
import type { Finding } from './finding.ts';
import type { Stage } from './stage.ts';

/**
 * Undoes what a scenario asked to be undone, then whatever the frame knows of: provider, proxies, processes that stand still or are down. A supervisor would do the same;
 * that something cannot be started again is a finding.
 */
export async function heal(
  { shop, proxies, cluster, smallDisk }: Stage,
  undoing: readonly (() => Promise<unknown>)[],
): Promise<readonly Finding[]> {
  const steps: readonly (() => unknown)[] = [
    ...undoing.toReversed(),
    () => smallDisk?.free(),
    () => proxies?.nats.heal(),
    () => proxies?.postgres.heal(),
    () => cluster?.nodes.forEach((node) => node.rejoin()),
    () => Promise.all(cluster?.nodes.map((node) => node.start()) ?? []),
    () => isDown(shop.postgres) && shop.postgres?.restart(),
    () => isDown(shop.broker) && shop.broker.restart(),
    () => shop.sandbox.start(),
    () => shop.mail.start(),
    () => shop.sandbox.clearRules(),
    () => shop.sandbox.setWebhooks({ off: false, duplicate: 0, delayMs: 0 }),
    () => shop.services.forEach((service) => service.resume()),
    () => Promise.all(shop.services.map((service) => service.start())),
  ];
  const findings: Finding[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      findings.push({ invariant: 'healing', what: String(error) });
    }
  }
  return findings;
}

/** Whether a server of which the process is known has none any more. */
function isDown(server: { readonly pid: number | undefined } | undefined): boolean {
  return server?.pid !== undefined && !isAlive(server.pid);
}
