import type { WebhookSettings } from '../faults/fault-schema.ts';
import { eventObject, type EventType } from '../api/stripe-objects.ts';
import type { WebhookDeliveriesStore } from '../store/webhook-deliveries.store.ts';
import { stripeId } from '../api/stripe-id.ts';

/** The call that an event comes from; without a `requestId` it comes from none, as at Stripe. */
export interface EventOrigin {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

/** Queues an event for the webhook endpoint. Belongs inside `Database.write`. */
export class WebhookEvents {
  readonly #deliveries: WebhookDeliveriesStore;
  readonly #settings: () => WebhookSettings;

  constructor(deliveries: WebhookDeliveriesStore, settings: () => WebhookSettings) {
    this.#deliveries = deliveries;
    this.#settings = settings;
  }

  /** Does nothing when there is no endpoint, as at Stripe. */
  record(type: EventType, object: object, orderId: string | null, origin: EventOrigin): void {
    const { url, duplicate, delayMs } = this.#settings();
    if (url === null) return;
    const { now, requestId, idempotencyKey } = origin;
    const event = eventObject({
      id: stripeId('evt'),
      type,
      object,
      at: now,
      requestId,
      idempotencyKey,
    });
    const delivery = { eventId: event.id, type, orderId, payload: JSON.stringify(event) };
    for (let copy = 0; copy <= duplicate; copy += 1) this.#deliveries.add(delivery, now + delayMs);
  }
}
