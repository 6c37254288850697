import {
  adminSubject,
  deadLetterSubject,
  eventFilter,
  EVENTS,
  ownRequestFilter,
  querySubject,
  requestSubject,
  type ServiceDefinition,
  serviceInbox,
  topologyOf,
  wakeFilter,
} from '@murmuration/choreography';
import { type EventContract, events, queries, requests } from '@murmuration/contracts';
import {
  durableConsumer,
  recallingConsumer,
  streamCreate,
  streamInfo,
  streamRead,
} from './jetstream-api.ts';
import {
  ANSWERS_TO_END_USERS,
  type BrokerPermissions,
  DISCOVERY,
  inOrder,
  PEOPLES_INBOXES,
} from './permissions.ts';

/** What a contract of request and reply says of who asks. */
interface Asked {
  readonly type: string;
  readonly context: string;
  readonly askedBy: readonly string[];
}

/** The contracts among which a service finds what it publishes beside its reactions, and what it asks others. */
export interface Contracts {
  readonly events: readonly EventContract[];
  readonly queries: readonly Asked[];
  readonly requests: readonly Asked[];
}

/** The program in front of the services. It asks whatever has a route. */
export const EDGE = 'edge';

/**
 * What a service may do at the broker, from its definition and the contracts: publish its own facts and dead letters, use its own consumers, answer what it owns, and
 * ask what contracts say that it asks. It has no right to send commands: no definition says that it does.
 */
export function permissionsOf(
  definition: ServiceDefinition,
  contracts: Contracts = { events, queries, requests },
): BrokerPermissions {
  return {
    publish: {
      allow: inOrder([
        ...factsOf(definition, contracts),
        deadLetterSubject(definition.name, '*'),
        wakeFilter(definition.name),
        ...jetstreamOf(definition),
        ...inboxesAnswered(definition),
        ...questionsOf(definition.name, contracts),
      ]),
    },
    subscribe: {
      allow: inOrder([
        `${serviceInbox(definition.name)}.>`,
        wakeFilter(definition.name),
        adminSubject(definition.name, '>'),
        ...answered(definition, contracts),
        ...discovery(definition.name),
      ]),
    },
  };
}

/**
 * The events of its own context, which it may also record from outside or emit from a request; what its reactions say that they emit; and the rejections of its
 * commands.
 */
function factsOf({ name, reactions }: ServiceDefinition, contracts: Contracts): readonly string[] {
  const own = contracts.events.filter(({ context }) => context === name);
  const emitted = reactions.flatMap((reaction) => reaction.emits);
  const rejections = reactions.flatMap((reaction) =>
    reaction.on.flatMap((each) => (each.kind === 'command' ? [each.rejection] : [])),
  );
  return [...own, ...emitted, ...rejections].map(({ type }) => eventFilter(type));
}

function jetstreamOf(definition: ServiceDefinition): readonly string[] {
  const { streams, consumers, recalls } = topologyOf(definition);
  return [
    ...streams.flatMap((stream) => [streamInfo(stream), streamCreate(stream)]),
    // to see whether what it has published is still there; events carry no personal data in clear
    ...streamRead(EVENTS),
    ...consumers.flatMap(durableConsumer),
    ...recalls.flatMap(recallingConsumer),
  ];
}

/** Replies go to inboxes alone. `allow_responses` would let whoever asks have us publish on any subject. */
function inboxesAnswered({ answers, responders = [] }: ServiceDefinition): readonly string[] {
  const owned: readonly Asked[] = [
    ...answers.map(({ query }) => query),
    ...responders.map(({ request }) => request),
  ];
  const askers = [EDGE, ...owned.flatMap(({ askedBy }) => askedBy)];
  const ofEndUsers = responders.some(({ request }) => request.access === 'own');
  return [
    PEOPLES_INBOXES,
    ...askers.map((asker) => `${serviceInbox(asker)}.>`),
    ...(ofEndUsers ? [ANSWERS_TO_END_USERS] : []),
  ];
}

function questionsOf(service: string, contracts: Contracts): readonly string[] {
  const asks = ({ askedBy }: Asked): boolean => askedBy.includes(service);
  return [
    ...contracts.queries.filter(asks).map(({ type }) => querySubject(type)),
    ...contracts.requests.filter(asks).map(({ type }) => requestSubject(type)),
  ];
}

/** What it answers; the runtime answers some queries of each context by itself. */
function answered(
  { name, answers, responders = [] }: ServiceDefinition,
  contracts: Contracts,
): readonly string[] {
  return [
    ...contracts.queries
      .filter(({ context }) => context === name)
      .map(({ type }) => querySubject(type)),
    ...answers.map(({ query }) => querySubject(query.type)),
    ...responders.map(({ request }) => requestSubject(request.type)),
    ...responders
      .filter(({ request }) => request.access === 'own')
      .map(({ request }) => ownRequestFilter(request.type)),
  ];
}

const discovery = (service: string): readonly string[] =>
  DISCOVERY.flatMap((verb) => [
    `$SRV.${verb}`,
    `$SRV.${verb}.${service}`,
    `$SRV.${verb}.${service}.*`,
  ]);
