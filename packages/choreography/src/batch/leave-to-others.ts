import type { Delivery } from './delivery.ts';
import type { Shell } from './shell.ts';

const COMES_AGAIN_MS = 1_000;

/**
 * A message that nothing in this version reacts to. The consumer is shared by all processes of the service, so in the midst of a deployment it is
 * for a newer version: it comes again until one of its processes takes it. Never acknowledged, so never lost.
 */
export function leaveToOthers(shell: Shell, delivery: Delivery): void {
  shell.log.warn(
    { subject: delivery.subject, position: delivery.position, deliveries: delivery.attempt },
    'nothing in this version reacts to this message; it is left to a newer one',
  );
  delivery.retryAfter(COMES_AGAIN_MS);
}
