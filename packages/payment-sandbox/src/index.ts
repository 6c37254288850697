export {
  startPaymentSandbox,
  type PaymentSandbox,
  type PaymentSandboxOptions,
} from './start-payment-sandbox.ts';
export { sandboxControl, type SandboxControl } from './sandbox-control.ts';
export type {
  FaultMode,
  FaultRule,
  FaultRuleInput,
  WebhookSettings,
} from './faults/fault-schema.ts';
export type { LedgerSummary, LedgerView } from './store/ledger-view.ts';
export type { WebhookState } from './webhooks/webhook-control.ts';
