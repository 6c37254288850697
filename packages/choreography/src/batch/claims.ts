import { lineOf, OrderedLines } from '../dead-letters/ordered-lines.ts';
import type { Reaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import type { Delivery } from './delivery.ts';
import type { InboxEntry } from './inbox.ts';
import type { ServicePlan } from './service-plan.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface Work {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: Reaction;
}

/** What a batch has marked as seen; each mark is used up by the first message that it is for. */
export interface Claims {
  readonly fresh: Set<string>;
  /** Absent when no reaction of the service asks for order. */
  readonly lines?: OrderedLines;
}

/** Marks the messages of a batch as seen, with one statement; those that have to wait in line are left out. */
export async function claim(
  plan: ServicePlan,
  unit: UnitOfWork,
  works: readonly Work[],
): Promise<Claims> {
  if (plan.ordered.size === 0) return { fresh: new Set(await unit.claim(works.map(entryOf))) };
  const entries = works.map((work) => ({
    ...entryOf(work),
    key: lineOf(work)?.key,
    inLine: work.delivery.kept?.as === 'waiting',
  }));
  const lines = new OrderedLines(await unit.claimInOrder(entries));
  unit.alongCommit((pipeline) => lines.save(pipeline));
  return { fresh: lines.fresh(), lines };
}

export const entryOf = ({ message, reaction }: Work): InboxEntry => ({
  eventId: message.id,
  reaction: reaction.name,
});
