import type { EventContract, EventDraft, Problem } from '@murmuration/contracts';
import type { LedgerEntry } from './ledger.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** A draft of one of the given events. */
export type Draft<Contract> =
  Contract extends EventContract<infer Name, infer Data> ? EventDraft<Name, Data> : never;

/** What was decided: what changes, what is told, or why nothing happens. */
export interface PaymentDecision<Emits extends EventContract = never> {
  readonly save?: {
    readonly payments?: readonly Payment[];
    readonly refunds?: readonly Refund[];
    readonly ledger?: readonly LedgerEntry[];
  };
  readonly emit?: readonly Draft<Emits>[];
  readonly reject?: readonly Problem[];
  readonly ignored?: string;
}

/** Nothing changes, and why. */
export function ignored(reason: string): { readonly ignored: string } {
  return { ignored: reason };
}
