import type { z } from 'zod';
import type { EventContract } from './define-event.ts';

/**
 * What a consumer relies on of an event that somebody else owns: the fields that it cannot do without, and bodies as it expects them. The owner's gate
 * (`npm run contracts`) replays the bodies and names the consumer when a change would take something away from it.
 */
export interface Reliance<Data = unknown> {
  readonly contract: EventContract<string, Data>;
  /** Only the fields that are read; all others may come and go. */
  readonly needs: z.ZodType;
  /** Whole bodies that the consumer must be able to handle. */
  readonly examples: readonly Data[];
}

/** Declares what a consumer relies on. Nothing is checked here: a consumer starts all the same, and the gate tells. */
export function reliesOn<Data>(
  contract: EventContract<string, Data>,
  { needs, examples }: { readonly needs: z.ZodType; readonly examples: readonly NoInfer<Data>[] },
): Reliance<Data> {
  return { contract, needs, examples };
}
