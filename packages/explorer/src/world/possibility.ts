import type { Told } from './message.ts';
import type { Outside } from './outside.ts';
import type { Fault } from './rules.ts';
import type { ServiceState } from './service-state.ts';

/** One thing that may happen next to a service, and what comes of it. */
export interface Possibility {
  /** What happens, in words: who does it is known. */
  readonly what: string;
  readonly fault?: Fault;
  readonly state: ServiceState;
  /** What is published. */
  readonly told: readonly Told[];
  /** What the broker has lost for good. */
  readonly lost?: string;
  /** When something happened outside. */
  readonly outside?: Outside;
}

/** What may happen next; or why nothing can, when a reaction fails. */
export type Possibilities = readonly Possibility[] | { readonly failure: string };

export const failureOf = (error: unknown): { readonly failure: string } => ({
  failure: error instanceof Error ? error.message : String(error),
});
