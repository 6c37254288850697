import { z } from 'zod';
import {
  faultRule,
  webhookSettings,
  type FaultRule,
  type FaultRuleInput,
  type WebhookSettings,
} from './faults/fault-schema.ts';
import {
  ledgerSummary,
  ledgerView,
  type LedgerSummary,
  type LedgerView,
} from './store/ledger-view.ts';
import type { WebhookState } from './webhooks/webhook-control.ts';

const webhookState = webhookSettings.extend({
  pending: z.int(),
  delivered: z.int(),
  exhausted: z.int(),
});

const failedRefunds = z.object({ failed: z.array(z.string()) });

/** What tests ask of a sandbox, in process or over HTTP alike. Every call throws when refused. */
export interface SandboxControl {
  /** The whole ledger, or that of one order. */
  ledger(orderId?: string): Promise<LedgerView>;
  /** Counts, sums, and the orders that were charged more than once. */
  summary(): Promise<LedgerSummary>;
  /** Puts a fault in force; it acts on requests that arrive from now on. */
  addRule(rule: FaultRuleInput): Promise<FaultRule>;
  /** The rules in force; one that is used up is gone. */
  rules(): Promise<FaultRule[]>;
  removeRule(id: string): Promise<void>;
  clearRules(): Promise<void>;
  /** Null ends the deliveries. */
  setWebhookUrl(url: string | null): Promise<void>;
  /** Delays, duplicates or withholds webhooks; what is left out stays as it is. */
  setWebhooks(change: Partial<WebhookSettings>): Promise<WebhookState>;
  webhooks(): Promise<WebhookState>;
  /**
   * The customer's bank sends back what was refunded of an order.
   * @param reason Stripe's `failure_reason`; default `lost_or_stolen_card`
   * @returns the ids of the refunds that failed by this, oldest first
   */
  failRefunds(orderId: string, reason?: string): Promise<readonly string[]>;
}

type Verb = 'GET' | 'POST' | 'DELETE';

/** A client of the control API of a running sandbox, such as `http://127.0.0.1:12111`. */
export function sandboxControl(url: string): SandboxControl {
  const call = async (method: Verb, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new Error(`The payment sandbox refused ${method} ${path}: ${response.status} ${text}`);
  };
  const setWebhooks = async (change: Partial<WebhookSettings>): Promise<WebhookState> =>
    webhookState.parse(await call('POST', '/control/webhooks', change));
  return {
    ledger: async (orderId) => {
      const query = orderId === undefined ? '' : `?orderId=${encodeURIComponent(orderId)}`;
      return ledgerView.parse(await call('GET', `/ledger${query}`));
    },
    summary: async () => ledgerSummary.parse(await call('GET', '/ledger/summary')),
    addRule: async (rule) => faultRule.parse(await call('POST', '/control/rules', rule)),
    rules: async () =>
      z.object({ rules: z.array(faultRule) }).parse(await call('GET', '/control/rules')).rules,
    removeRule: async (id) => {
      await call('DELETE', `/control/rules/${encodeURIComponent(id)}`);
    },
    clearRules: async () => {
      await call('DELETE', '/control/rules');
    },
    setWebhookUrl: async (webhookUrl) => {
      await setWebhooks({ url: webhookUrl });
    },
    setWebhooks,
    webhooks: async () => webhookState.parse(await call('GET', '/control/webhooks')),
    failRefunds: async (orderId, reason) => {
      const answer = await call('POST', '/control/refunds/fail', { orderId, reason });
      return failedRefunds.parse(answer).failed;
    },
  };
}
