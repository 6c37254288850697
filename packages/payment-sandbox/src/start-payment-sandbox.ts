import { PaymentOperations } from './api/payment-operations.ts';
import { RefundFailures } from './api/refund-failures.ts';
import { sandboxControl, type SandboxControl } from './sandbox-control.ts';
import { FaultGate } from './faults/fault-gate.ts';
import { FaultRules } from './faults/fault-rules.ts';
import { buildServer } from './http/server.ts';
import { StripeCalls } from './http/stripe-calls.ts';
import { Database } from './store/database.ts';
import { EventsStore } from './store/events.store.ts';
import { IdempotencyStore } from './store/idempotency.store.ts';
import { LedgerStore } from './store/ledger.store.ts';
import { WebhookDeliveriesStore } from './store/webhook-deliveries.store.ts';
import { WebhookControl } from './webhooks/webhook-control.ts';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.ts';
import { WebhookEvents } from './webhooks/webhook-events.ts';

const PRUNE_EVERY_MS = 60 * 60 * 1_000;

export interface PaymentSandboxOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** The ledger's file; absent = in memory, gone on close. */
  readonly dataFile?: string | undefined;
  /** Default `sk_test_sandbox`. */
  readonly apiKey?: string | undefined;
  /** Where events are posted; absent = no events. */
  readonly webhookUrl?: string | undefined;
  /** Signs events; default `whsec_sandbox`. */
  readonly webhookSecret?: string | undefined;
  /** Milliseconds before a webhook's second attempt, doubling from there; default 500. */
  readonly webhookRetryBaseMs?: number | undefined;
}

/** A running sandbox. */
export interface PaymentSandbox extends SandboxControl {
  readonly url: string;
  /** Answers what is under way, cuts what hangs, and closes the ledger. */
  close(): Promise<void>;
}

/**
 * Starts a payment sandbox in this process.
 * @throws Error when the data file or the port cannot be had
 */
export async function startPaymentSandbox(options: PaymentSandboxOptions): Promise<PaymentSandbox> {
  const parts = assemble(options);
  const { app, database, dispatcher, gate } = parts;
  app.addHook('preClose', async () => gate.release());
  app.addHook('onClose', async () => {
    clearInterval(parts.pruning);
    await dispatcher.close();
    database.close();
  });
  try {
    const url = await app.listen({ port: options.port, host: options.host ?? '127.0.0.1' });
    dispatcher.wake();
    return { ...sandboxControl(url), url, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function assemble(options: PaymentSandboxOptions) {
  const database = new Database(options.dataFile);
  const ledger = new LedgerStore(database);
  const idempotency = new IdempotencyStore(database);
  const deliveries = new WebhookDeliveriesStore(database);
  const wake = (): void => dispatcher.wake();
  const rules = new FaultRules(wake);
  const webhooks = new WebhookControl(options.webhookUrl ?? null, deliveries, wake);
  const settings = () => webhooks.settings();
  const gate = new FaultGate();
  const dispatcher: WebhookDispatcher = new WebhookDispatcher({
    database,
    deliveries,
    rules,
    settings,
    secret: options.webhookSecret ?? 'whsec_sandbox',
    retryBaseMs: options.webhookRetryBaseMs ?? 500,
    onError: (error) => app.log.error(error),
  });
  const events = new WebhookEvents(deliveries, settings);
  const operations = new PaymentOperations(ledger, events);
  const refundFailures = new RefundFailures({ database, ledger, events, onEvents: wake });
  const told = new EventsStore(database);
  const calls = new StripeCalls({ database, idempotency, rules, gate, dispatcher });
  const apiKey = options.apiKey ?? 'sk_test_sandbox';
  const control = { rules, webhooks, refundFailures };
  const app = buildServer({ calls, operations, ledger, told, ...control, apiKey, database });
  const prune = (): Promise<void> =>
    database.write(() => {
      idempotency.prune(Date.now());
      deliveries.prune(Date.now());
    });
  const pruneOrLog = (): void => void prune().catch((error: unknown) => app.log.error(error));
  pruneOrLog();
  const pruning = setInterval(pruneOrLog, PRUNE_EVERY_MS).unref();
  return { app, database, dispatcher, gate, pruning };
}
