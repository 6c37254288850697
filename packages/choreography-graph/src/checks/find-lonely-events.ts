import { type Graph, type MessageNode, stepsOn, stepsThatEmit } from '../graph/graph.ts';
import { viewOf } from '../graph/saga-view.ts';
import type { Finding } from './finding.ts';

const EVENTS = new Set(['event', 'timer', 'refusal']);

const eventsOf = ({ messages }: Graph): readonly MessageNode[] =>
  [...messages.values()].filter(({ form }) => EVENTS.has(form));

/** Events of the catalogue that no step publishes. */
export function findUnemittedEvents(graph: Graph): readonly Finding[] {
  return eventsOf(graph)
    .filter(({ type }) => stepsThatEmit(graph, type).length === 0)
    .map(({ type, context, form }) => {
      const heardBy = stepsOn(graph, type).map(({ id }) => id);
      const waiting = heardBy.length === 0 ? '' : `; ${heardBy.join(', ')} would wait for it`;
      return {
        rule: 'event-nobody-emits',
        where: `event ${type}`,
        what: `Nobody ${form === 'timer' ? 'sets' : 'emits'} it${waiting}.`,
        mend: `Add it to the emits of a reaction or responder of ${context}, or to its records when it comes from outside; or remove the contract.`,
      };
    });
}

/** Events that nobody reacts to, and that no saga declares to be an end or a note. */
export function findUnheardEvents(graph: Graph): readonly Finding[] {
  const ends = new Set(graph.sagas.flatMap((saga) => [...viewOf(graph, saga).ends]));
  return (
    eventsOf(graph)
      .filter(({ type }) => stepsOn(graph, type).length === 0 && !ends.has(type))
      // the sender of a command is told its refusal
      .filter(({ form }) => form !== 'refusal')
      .map(({ type }) => ({
        rule: 'event-nobody-consumes',
        where: `event ${type}`,
        what: `No reaction hears it${emittersOf(graph, type)}, and no saga says that it is an end.`,
        mend: 'React to it; or name it in its saga: as an outcome, in what follows one (followedBy), or as a note; or do not emit it.',
      }))
  );
}

function emittersOf(graph: Graph, type: string): string {
  const names = stepsThatEmit(graph, type).map(({ id }) => id);
  return names.length === 0 ? '' : ` (${names.join(', ')} emits it)`;
}
