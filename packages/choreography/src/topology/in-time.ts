import { setTimeout as sleep } from 'node:timers/promises';
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';

/** JSClusterNotAvailErr and JSClusterNoPeersErr: there is no leader yet, or it does not know of the others yet. */
const TOO_EARLY: readonly number[] = [10_008, 10_005];
const PAUSE_MS = 500;
/** What one attempt without an answer has waited. */
const SILENCE_MS = 5_000;
const LIMIT_MS = 30_000;

/**
 * Asks the broker again while it gives no answer, or says that it is too early: a cluster that is choosing a leader answers a little later.
 * @throws what the broker says instead, or what its last answer was when half a minute has passed
 */
export async function inTime<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let waited = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      waited += waitedFor(error);
      if (waited >= LIMIT_MS) throw error;
      if (!(error instanceof errors.TimeoutError)) await sleep(PAUSE_MS);
    }
  }
}

/** How long an attempt is taken to have waited; for ever when there is nothing to wait for. */
function waitedFor(error: unknown): number {
  if (error instanceof errors.TimeoutError) return SILENCE_MS;
  const isTooEarly = error instanceof JetStreamApiError && TOO_EARLY.includes(error.code);
  return isTooEarly ? PAUSE_MS : Infinity;
}
