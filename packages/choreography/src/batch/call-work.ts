import type { CallReaction } from '../definition/define-reaction.ts';
import type { DecisionContext, PrepareContext } from '../definition/decision.ts';
import type { Message } from '../definition/message.ts';
import { newId } from '../messaging/ids.ts';
import type { Delivery } from './delivery.ts';
import type { InboxEntry } from './inbox.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A message for a reaction that calls the outside. */
export interface CallWork {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: CallReaction;
}

/** A call that is to be made. */
export interface PreparedCall {
  readonly work: CallWork;
  readonly request: unknown;
}

/** A call that was made, with what came back. */
export interface CompletedCall extends CallWork {
  readonly result: unknown;
}

export const entryOf = ({ message, reaction }: CallWork): InboxEntry => ({
  eventId: message.id,
  reaction: reaction.name,
});

export const contextOf = (unit: UnitOfWork): DecisionContext => ({ now: unit.now, newId });

export const prepareContextOf = (unit: UnitOfWork, { delivery }: CallWork): PrepareContext => ({
  now: unit.now,
  newId,
  isRepeated: delivery.attempt > 1,
});
