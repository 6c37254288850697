import type { EventDraft } from '@murmuration/contracts';
import type { User } from './user.ts';

/** A person after a wish that is not streamed, and the facts to tell; without facts, perhaps nothing changed. */
export interface Change<Draft extends EventDraft = EventDraft> {
  readonly user: User;
  readonly emit: readonly Draft[];
}

/** Nothing changes. */
export function unchanged(user: User): Change<never> {
  return { user, emit: [] };
}
