import type { EventContract, EventDraft, Problem } from '@murmuration/contracts';
import type { PersonKey } from './person-key.ts';
import type { User } from './user.ts';

/** What is decided about a person. */
export interface UserDecision<Draft extends EventDraft = never, Timer extends EventDraft = never> {
  readonly save?: {
    readonly users?: readonly User[];
    readonly personKeys?: readonly PersonKey[];
  };
  readonly emit?: readonly Draft[];
  readonly schedule?: readonly { readonly event: Timer; readonly at: Date }[];
  readonly unschedule?: readonly { readonly event: EventContract; readonly key: string }[];
  readonly reject?: readonly Problem[];
  readonly ignored?: string;
}
