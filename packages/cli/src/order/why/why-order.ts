import {
  buildGraph,
  type Graph,
  type SagaView,
  shopChoreography,
  type Standing,
  standingOf,
  stepsThatEmit,
  viewOf,
} from '@murmuration/choreography-graph';
import { placeOrder } from '@murmuration/contracts';
import type { Session } from '../../connection/session.ts';
import { withManager } from '../../connection/with-manager.ts';
import { ExitCode } from '../../exit-code.ts';
import { NotThere } from '../../output/failure.ts';
import { type Awaited, awaitedIn } from './awaited.ts';
import { circumstancesOf, eventsAbout } from './gather.ts';
import { lookAtBroker, type PlacedCommand } from './look-at-broker.ts';
import { momentOf, type Why, whyText } from './why-text.ts';

export interface WhyOptions {
  readonly since?: Date;
}

/**
 * Says where an order stands, what it waits for, from whom and since when, and what to do about it.
 * @throws NotThere when nothing is known of it
 */
export async function whyOrder(
  session: Session,
  orderId: string,
  { since }: WhyOptions,
): Promise<ExitCode> {
  const choreography = shopChoreography();
  const graph = buildGraph(choreography);
  const saga = graph.sagas.find(({ begins }) =>
    begins.some(({ type }) => type === placeOrder.type),
  );
  if (saga === undefined) throw new Error('no saga begins with an order');
  const view = viewOf(graph, saga);
  const { services } = choreography;
  // before the events: what a service has handled by then, it may have answered by the time that we read
  const broker = await withManager(await session.connection(), (manager) =>
    lookAtBroker(manager, services, view, orderId),
  );
  const events = await eventsAbout(await session.client(), orderId, since);
  const standing = standingOf(graph, view, [...events, ...broker.commands.map(commandOf)]);
  const circumstances = await circumstancesOf(session, standing, { services, broker, events });
  const why = whyOf(orderId, graph, view, standing, awaitedIn(standing, circumstances));
  session.printer.document(why, whyText(why, Date.now()));
  return exitCodeOf(why);
}

const commandOf = ({ command }: PlacedCommand): PlacedCommand['command'] => command;

function whyOf(
  orderId: string,
  graph: Graph,
  view: SagaView,
  { facts, end, due }: Standing,
  awaited: readonly Awaited[],
): Why {
  const [first, last] = [facts[0], facts.at(-1)];
  if (first === undefined || last === undefined) {
    throw new NotThere(
      `there is no order ${orderId}: the stream holds no event about it, and no command about it waits`,
    );
  }
  const isEnded = end !== undefined;
  const isLate = !isEnded && due !== undefined && due.getTime() < Date.now();
  const isStuck = isLate || awaited.some(({ letter }) => letter !== null);
  return {
    orderId,
    saga: view.saga.name,
    state: isStuck ? 'stuck' : isEnded ? 'ended' : 'under-way',
    begun: momentOf(first).at,
    last: momentOf(last),
    end: isEnded ? { ...momentOf(end.fact), as: end.as } : null,
    deadline: due?.toISOString() ?? null,
    isLate,
    overdue: isLate ? timersIn(graph, view, facts) : [],
    awaited,
    mayCome: isEnded || awaited.length > 0 ? [] : mayComeIn(graph, view, facts),
  };
}

/** What comes by itself, or from outside: commands, reports, timers that have not gone off. */
function mayComeIn(graph: Graph, view: SagaView, facts: Standing['facts']): readonly string[] {
  const { saga } = view;
  const given = [...saga.begins, ...(saga.hears ?? [])].map(({ type }) => type);
  const heard = new Set(facts.map(({ type }) => type));
  const timers = timersIn(graph, view, facts).map(({ timer }) => timer);
  return [...given.filter((type) => !heard.has(type)), ...timers];
}

/** The timers of a saga that have not gone off, each with the service that sets it. */
function timersIn(graph: Graph, { messages }: SagaView, facts: Standing['facts']): Why['overdue'] {
  const timers = [...messages].filter((type) => graph.messages.get(type)?.form === 'timer');
  return timers
    .filter((timer) => !facts.some(({ type }) => type === timer))
    .flatMap((timer) => stepsThatEmit(graph, timer).map(({ service }) => ({ timer, service })));
}

function exitCodeOf({ state, awaited }: Why): ExitCode {
  if (awaited.some(({ isUp }) => !isUp)) return ExitCode.unreachable;
  return state === 'stuck' ? ExitCode.rejected : ExitCode.ok;
}
