import { NOT_SAID } from '../graph/build-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { viewOf } from '../graph/saga-view.ts';
import type { Finding } from './finding.ts';

/** Wishes and facts from outside that something comes of, and that no saga tells the end of. */
export function findWishesInNoSaga(graph: Graph): readonly Finding[] {
  const told = new Set(graph.sagas.flatMap((saga) => [...viewOf(graph, saga).messages]));
  const wishes = [...graph.messages.values()].filter(
    ({ type, form }) => form === 'command' || (form === 'request' && emitsSomething(graph, type)),
  );
  const heard = graph.steps.flatMap(({ form, emits }) => (form === 'record' ? emits : []));
  return [
    ...wishes.map(({ form, type }) => ({ where: `${form} ${type}`, type })),
    ...heard.map((type) => ({ where: `event ${type}`, type })),
  ]
    .filter(({ type }) => !told.has(type))
    .map(({ where, type }) => ({
      rule: 'wish-in-no-saga',
      where,
      what: 'It sets something off, and no saga says how that ends.',
      mend: `Name ${type} in what a saga begins with (begins) or hears from outside (hears).`,
    }));
}

const emitsSomething = ({ steps }: Graph, type: string): boolean =>
  steps.some(({ on, emits }) => on.includes(type) && emits.length > 0);

/** Reactions that call the outside and do not say whom. */
export function findNamelessCalls({ steps }: Graph): readonly Finding[] {
  return steps
    .filter(({ calls }) => calls === NOT_SAID)
    .map(({ id }) => ({
      rule: 'call-without-name',
      where: `reaction ${id}`,
      what: 'It calls the outside and does not say whom.',
      mend: "Say it for people, such as calls: 'the payment provider'.",
    }));
}
