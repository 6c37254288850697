import type { WebhookSettings } from '../faults/fault-schema.ts';
import type { WebhookCounts, WebhookDeliveriesStore } from '../store/webhook-deliveries.store.ts';

/** How webhooks are delivered, and how many of them stand where. */
export type WebhookState = WebhookSettings & WebhookCounts;

type Change = { readonly [K in keyof WebhookSettings]?: WebhookSettings[K] | undefined };

/** The webhook settings in force; in memory, a restart begins with the configured endpoint. */
export class WebhookControl {
  #settings: WebhookSettings;
  readonly #deliveries: WebhookDeliveriesStore;
  readonly #onChange: () => void;

  constructor(url: string | null, deliveries: WebhookDeliveriesStore, onChange: () => void) {
    this.#settings = { url, duplicate: 0, delayMs: 0, off: false };
    this.#deliveries = deliveries;
    this.#onChange = onChange;
  }

  settings(): WebhookSettings {
    return this.#settings;
  }

  state(): WebhookState {
    return { ...this.#settings, ...this.#deliveries.counts() };
  }

  /** Changes what is given, leaves the rest. Delays and duplicates apply to events from now on. */
  change({ url, duplicate, delayMs, off }: Change): WebhookState {
    const before = this.#settings;
    this.#settings = {
      url: url === undefined ? before.url : url,
      duplicate: duplicate ?? before.duplicate,
      delayMs: delayMs ?? before.delayMs,
      off: off ?? before.off,
    };
    this.#onChange();
    return this.state();
  }
}
