import { failRefund } from '../domain/payment-intent.ts';
import type { Refund } from '../domain/records.ts';
import type { Database } from '../store/database.ts';
import type { LedgerStore } from '../store/ledger.store.ts';
import type { EventOrigin, WebhookEvents } from '../webhooks/webhook-events.ts';
import { refundObject } from './stripe-objects.ts';

export interface RefundFailureParts {
  readonly database: Database;
  readonly ledger: LedgerStore;
  readonly events: WebhookEvents;
  /** Called once events are durable. */
  readonly onEvents: () => void;
}

/** Lets refunds fail after they were given, which no call of the API can do. */
export class RefundFailures {
  readonly #parts: RefundFailureParts;

  constructor(parts: RefundFailureParts) {
    this.#parts = parts;
  }

  /**
   * Fails all refunds of an order that have not failed yet, together with the events that tell it.
   * @returns their ids, oldest first
   */
  async failAll(orderId: string, reason: string): Promise<string[]> {
    const { database, ledger, onEvents } = this.#parts;
    const origin: EventOrigin = { now: Date.now(), requestId: null, idempotencyKey: null };
    const failed = await database.write(() =>
      ledger
        .all(orderId)
        .refunds.filter((refund) => this.#fail(refund, reason, origin))
        .map(({ id }) => id),
    );
    onEvents();
    return failed;
  }

  /** False when it had failed before. */
  #fail(refund: Refund, reason: string, origin: EventOrigin): boolean {
    const { ledger, events } = this.#parts;
    const charge = ledger.charge(refund.chargeId);
    if (charge === undefined) throw new Error(`Refund ${refund.id} has no charge.`);
    const outcome = failRefund(refund, charge, reason);
    if (outcome.kind === 'failed-before') return false;
    ledger.saveCharge(outcome.charge);
    ledger.saveRefund(outcome.refund);
    events.record('refund.failed', refundObject(outcome.refund), refund.orderId, origin);
    return true;
  }
}
