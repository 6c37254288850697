import type { ServiceDefinition } from '@murmuration/choreography';
import type {
  CommandContract,
  EventContract,
  QueryContract,
  RequestContract,
} from '@murmuration/contracts';
import type { ServiceReliances } from './reliances.ts';

/** Who sends a contract's messages and who gets them, by the names of services or of kinds of people and programs. */
export interface Parties {
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
}

export type Definitions = readonly ServiceDefinition[];

const SENDERS: Readonly<Record<CommandContract['sentBy'], readonly string[]>> = {
  trusted: ['trusted programs'],
  operator: ['operators', 'trusted programs'],
  anyone: ['customers', 'operators', 'trusted programs'],
};

/** An event is told by its context and by whoever emits it; it is heard by reactions, and by whoever has declared to rely on it. */
export function partiesOfEvent(
  { name, context, type }: EventContract,
  definitions: Definitions,
  reliances: readonly ServiceReliances[],
): Parties {
  const emitters = definitions.filter(({ reactions }) =>
    reactions.some(({ emits }) => emits.some((event) => event.name === name)),
  );
  const readers = reliances.filter(({ reliesOn }) =>
    reliesOn.some(({ contract }) => contract.type === type),
  );
  return {
    senders: inOrder([context, ...emitters.map((service) => service.name)]),
    receivers: inOrder([
      ...reactingTo(type, definitions),
      ...readers.map(({ consumer }) => consumer),
    ]),
  };
}

/** A command is addressed to the one service that decides it. */
export function partiesOfCommand(
  { type, sentBy }: CommandContract,
  definitions: Definitions,
): Parties {
  return { senders: SENDERS[sentBy], receivers: inOrder(reactingTo(type, definitions)) };
}

/** What is asked comes over the edge, from services that the contract names, or from people over NATS. */
export function partiesOfQuestion(contract: QueryContract | RequestContract): Parties {
  const { context, http, access, askedBy } = contract;
  const overNats =
    access === 'own' ? ['customers'] : access === 'operator' ? ['trusted programs'] : [];
  const overHttp = http === undefined ? overNats : ['edge', 'HTTP clients'];
  return { senders: inOrder([...askedBy, ...overHttp]), receivers: [context] };
}

function reactingTo(type: string, definitions: Definitions): readonly string[] {
  return definitions
    .filter(({ reactions }) => reactions.some(({ on }) => on.some((each) => each.type === type)))
    .map(({ name }) => name);
}

/** Each name once, in the order of the alphabet. */
export const inOrder = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].toSorted();
