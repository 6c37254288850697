import type { EventContract, EventDraft } from '@murmuration/contracts';
import type { Correspondence } from './correspondence.ts';
import type { MailRequest } from './mail.ts';

/** A draft of one of the given events. */
export type Draft<Contract> =
  Contract extends EventContract<infer Name, infer Data> ? EventDraft<Name, Data> : never;

/** What was decided: what changes, what is told, or why nothing happens. */
export interface MailDecision<Emits extends EventContract = never> {
  readonly save?: { readonly correspondence: readonly Correspondence[] };
  readonly emit?: readonly Draft<Emits>[];
  readonly ignored?: string;
}

/** A decision to ask the mailer; what is saved says that we are about to. */
export interface MailCall {
  readonly call: MailRequest;
  readonly save?: { readonly correspondence: readonly Correspondence[] };
}

/** Nothing changes, and why. */
export function ignored(reason: string): { readonly ignored: string } {
  return { ignored: reason };
}
