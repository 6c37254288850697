import type { Database } from '../store/database.ts';
import type { WebhookDeliveriesStore, WebhookDelivery } from '../store/webhook-deliveries.store.ts';
import type { FaultRules } from '../faults/fault-rules.ts';
import type { WebhookSettings } from '../faults/fault-schema.ts';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';
import { WebhookPoster } from './post-webhook.ts';
import { signPayload } from './signature.ts';

/*
 * W1  A delivery is written in the transaction of what it reports, and stays pending until an
 *     endpoint answered 2xx or the attempts are used up: at least once, also over a restart.
 * W2  While the provider plays dead, deliveries wait and lose no attempt.
 * W3  One round is under way at a time; a round takes a bounded number of deliveries.
 */

const ROUND_SIZE = 32;
const HELD_BACK_MS = 100;
const AFTER_ERROR_MS = 1_000;
const LONGEST_TIMER_MS = 60_000;

export interface DispatcherParts {
  readonly database: Database;
  readonly deliveries: WebhookDeliveriesStore;
  readonly rules: FaultRules;
  readonly settings: () => WebhookSettings;
  readonly secret: string;
  /** Milliseconds before the second attempt. */
  readonly retryBaseMs: number;
  readonly onError: (error: unknown) => void;
}

/** Posts signed events to the webhook endpoint, with retries. */
export class WebhookDispatcher {
  readonly #parts: DispatcherParts;
  readonly #poster = new WebhookPoster();
  #closing = false;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #wokenMeanwhile = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Looks at once whether there is something to deliver. */
  wake(): void {
    if (this.#closing) return;
    if (this.#round !== undefined) {
      this.#wokenMeanwhile = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#round = this.#runRound()
      .then(() => 0)
      .catch((error: unknown) => {
        this.#parts.onError(error);
        return AFTER_ERROR_MS;
      })
      .then((atLeastMs) => this.#scheduleNext(atLeastMs));
  }

  /** Stops delivering; attempts under way are broken off and stay pending. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#poster.close();
    await this.#round;
  }

  #paused(): boolean {
    const { url, off } = this.#parts.settings();
    return url === null || off || this.#parts.rules.isDown(null);
  }

  async #runRound(): Promise<void> {
    if (this.#paused()) return;
    const due = this.#parts.deliveries.due(Date.now(), ROUND_SIZE);
    await Promise.all(due.map((delivery) => this.#deliver(delivery)));
  }

  #scheduleNext(atLeastMs: number): void {
    this.#round = undefined;
    if (this.#closing) return;
    if (this.#wokenMeanwhile && atLeastMs === 0) {
      this.#wokenMeanwhile = false;
      setImmediate(() => this.wake());
      return;
    }
    // Whoever ends a pause wakes the dispatcher.
    const nextAt = this.#paused() ? null : this.#parts.deliveries.nextAt();
    if (nextAt === null) return;
    const waitMs = Math.min(Math.max(nextAt - Date.now(), atLeastMs), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.wake(), waitMs);
  }

  async #deliver(delivery: WebhookDelivery): Promise<void> {
    const { rules, deliveries, database } = this.#parts;
    const { seq, attempts } = delivery;
    if (rules.isDown(delivery.orderId)) {
      const held = { state: 'pending', attempts, nextAt: Date.now() + HELD_BACK_MS } as const;
      return database.write(() => deliveries.record(seq, held));
    }
    const delivered = await this.#post(delivery);
    if (this.#closing && !delivered) return;
    const result = this.#resultOf(attempts + 1, delivered);
    await database.write(() => deliveries.record(seq, result));
  }

  #resultOf(attempts: number, delivered: boolean) {
    const nextAt = Date.now() + backoffMs(attempts, this.#parts.retryBaseMs);
    if (delivered) return { state: 'delivered', attempts, nextAt } as const;
    return { state: attempts < MAX_ATTEMPTS ? 'pending' : 'exhausted', attempts, nextAt } as const;
  }

  async #post({ payload }: WebhookDelivery): Promise<boolean> {
    const { url } = this.#parts.settings();
    if (url === null) return false;
    const signature = signPayload(payload, this.#parts.secret, Math.floor(Date.now() / 1_000));
    return this.#poster.post(url, payload, signature);
  }
}
