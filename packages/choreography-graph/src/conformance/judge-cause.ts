import type { DeclaredEdges } from './declared-edges.ts';
import type { Deviation } from './deviation.ts';
import type { Fact } from './fact.ts';
import { named, nameOf, whereOf } from './judge-emitter.ts';

/** What is known of the message that an event names as its cause. */
type Cause = Pick<Fact, 'id' | 'type'>;

/** Finds an event that no declared reaction of its service leads to from the event that it names as its cause. */
export function judgeCause(edges: DeclaredEdges, fact: Fact, cause: Cause): Deviation | undefined {
  const { service, type, key } = fact;
  if (service === undefined || edges.leads(service, cause.type, type)) return undefined;
  return {
    rule: 'undeclared-edge',
    where: whereOf(fact),
    what: `${service} has published ${named(fact)} because of ${named(cause)}; none of its reactions leads from the one to the other.`,
    mend: `Declare the reaction of ${service} on ${cause.type} that emits ${type}; or find out who publishes in its name.`,
    key,
    events: [cause.id, fact.id],
  };
}

/** An event that only another event can have caused, while the one that it names never stood on the stream. */
export const unexplained = (fact: Fact): Deviation => ({
  rule: 'unexplained-event',
  where: whereOf(fact),
  what: `${nameOf(fact.service)} has published ${named(fact)} because of ${fact.causationId || 'nothing'}, which was never on the stream; no command leads it there.`,
  mend: 'See whether the broker has lost the cause and it was not published again (broker repairs of the services), or whether the event was published by hand.',
  key: fact.key,
  events: [fact.id],
});
