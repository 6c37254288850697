import { sourceOf } from '@murmuration/choreography';
import type { EventDraft } from '@murmuration/contracts';
import type { ObservedEvent } from './fact.ts';

/** When the examples begin. */
export const BEGIN = Date.parse('2026-01-05T09:00:00.000Z');

/** The id that a service would have given to the nth event of an example, made n seconds after it began. */
export const idOf = (n: number): string => {
  const time = (BEGIN + n * 1_000).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`;
};

/** The moment n seconds after an example began. */
export const momentOf = (n: number): Date => new Date(BEGIN + n * 1_000);

/** What a service publishes n seconds after the example began; `cause` is the number of an event, or the id of a command. */
export function observed(
  n: number,
  service: string,
  draft: EventDraft,
  cause: number | string,
): ObservedEvent {
  return {
    id: idOf(n),
    type: draft.name,
    source: sourceOf(service),
    key: draft.contract.key(draft.data),
    time: momentOf(n).toISOString(),
    causationId: typeof cause === 'number' ? idOf(cause) : cause,
    data: draft.data,
  };
}
