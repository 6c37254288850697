import type { Delivery } from './delivery.ts';
import type { Bounds } from './intake.ts';
import type { Shell } from './shell.ts';

/** Batches that a loop holds, waiting and under way: enough to have the next one when one is done. */
const BATCHES = 4;
const MOST_BYTES = 16 * 1_048_576;
/** What comes with a body: subject, the usual headers, and what the client makes of them. */
const ENVELOPE_BYTES = 1_024;
const SMALLEST_LIMIT = 1_048_576;

/** What a loop of a service may hold: some batches, of some megabytes, and at the least two of the largest messages that the broker takes. */
export function deliveryBounds({ settings, broker }: Pick<Shell, 'settings' | 'broker'>): Bounds {
  const largest = Math.max(broker.info?.max_payload ?? 0, SMALLEST_LIMIT) + ENVELOPE_BYTES;
  return {
    items: settings.BATCH_SIZE * BATCHES,
    bytes: Math.max(MOST_BYTES, 2 * largest),
    leastBytes: largest,
  };
}

export const sizeOfDelivery = ({ body, headerBytes = 0 }: Delivery): number =>
  body.length + headerBytes + ENVELOPE_BYTES;
