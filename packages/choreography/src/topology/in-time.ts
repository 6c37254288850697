import { errors } from '@nats-io/transport-node';

/** Of five seconds each. */
const ATTEMPTS = 6;

/**
 * Asks the broker again while it gives no answer: a cluster that is choosing a leader answers a little later.
 * @throws what the broker says instead, or a `TimeoutError` when it has said nothing for half a minute
 */
export async function inTime<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || attempt === ATTEMPTS) throw error;
    }
  }
}
