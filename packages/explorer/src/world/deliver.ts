import type { Message, Reaction, ServiceDefinition } from '@murmuration/choreography';
import { type Change, decide } from './change.ts';
import { failureOf, type Possibilities, type Possibility } from './possibility.ts';
import type { Rules } from './rules.ts';
import { commit, type Delivery, isSeen, see, type ServiceState } from './service-state.ts';

/** A service in a world: what it knows, by which rules and when. */
export interface Scene {
  readonly service: ServiceDefinition;
  readonly state: ServiceState;
  readonly rules: Rules;
  readonly now: Date;
}

/**
 * What can come of delivering a message to a pure reaction. The first is what should; the others are faults. Many faults change nothing, because the rules see to it: they are listed all
 * the same, and it is for the rules to show that they do not matter.
 */
export function deliver(scene: Scene, reaction: Reaction, message: Message): Possibilities {
  const delivery = { reaction: reaction.name, messageId: message.id };
  try {
    return isSeen(scene.state, delivery)
      ? again(scene, reaction, message)
      : forTheFirstTime(scene, reaction, message, delivery);
  } catch (error) {
    return failureOf(error);
  }
}

function forTheFirstTime(
  scene: Scene,
  reaction: Reaction,
  message: Message,
  delivery: Delivery,
): readonly Possibility[] {
  const { state, rules } = scene;
  const { committed, told, timers } = apply(scene, reaction, message);
  const what = `${reaction.name} on ${message.id}`;
  const done = see(committed, delivery);
  const inbox = rules.inbox === 'apart' ? committed : done;
  const kept = rules.timers === 'in memory' ? { ...inbox, timers } : inbox;
  const unpublished = rules.outbox === 'apart' ? [] : told;
  const early = rules.acknowledges === 'before the commit' ? see(state, delivery) : state;
  const lost = rules.republishes ? {} : { lost: message.id };
  return [
    { what, state: done, told },
    { what, fault: 'crash-before-commit', state: early, told: [] },
    { what, fault: 'crash-after-commit', state: kept, told: unpublished },
    { what, fault: 'broker-loss', state, told: [], ...lost },
  ];
}

/** A message that is done with: the inbox keeps it out, and when it has forgotten it, the decision should know better than to act twice. */
function again(scene: Scene, reaction: Reaction, message: Message): readonly Possibility[] {
  const { state, rules } = scene;
  const what = `${reaction.name} on ${message.id}, again`;
  const { committed, told } = apply(scene, reaction, message);
  const forgotten: Possibility = { what, fault: 'inbox-forgotten', state: committed, told };
  const repeated = rules.inbox === 'nowhere' ? { state: committed, told } : { state, told: [] };
  return [forgotten, { what, fault: 'delivered-again', ...repeated }];
}

function apply(
  scene: Scene,
  reaction: Reaction,
  message: Message,
): Pick<Change, 'told'> & {
  readonly committed: ServiceState;
  readonly timers: ServiceState['timers'];
} {
  const { service, state, now } = scene;
  const change = decide(reaction, { service, message, rows: state.rows, now });
  const isCommand = reaction.on.some(
    ({ kind, name }) => kind === 'command' && name === message.name,
  );
  const committed = commit(state, change, isCommand ? message.id : undefined);
  return { committed, told: change.told, timers: state.timers };
}

/** The moments that a service waits for may come at any time. */
export function timersOf({ state }: Scene): readonly Possibility[] {
  return Object.entries(state.timers).map(([name, told]) => {
    const { [name]: _, ...timers } = state.timers;
    return { what: `the moment of ${name} has come`, state: { ...state, timers }, told: [told] };
  });
}
