import {
  type ConsumerPlan,
  EVENTS,
  type ServiceDefinition,
  STREAM_NAMES,
  topologyOf,
} from '@murmuration/choreography';
import { commands, events, queries, requests } from '@murmuration/contracts';
import { shopServices } from '@murmuration/shop';

/** The definitions of all services. */
export const definitions: readonly ServiceDefinition[] = shopServices().map(
  ({ definition }) => definition,
);

export const durablesOf = (definition: ServiceDefinition): readonly ConsumerPlan[] =>
  topologyOf(definition).consumers;

/** Where the facts of others are published. */
export const foreignEvents = (name: string): readonly string[] =>
  events.filter(({ context }) => context !== name).map(({ type }) => `evt.01.${type}`);

/** Where commands are sent, as a trusted sender and as an end user. */
export const allCommands: readonly string[] = commands.flatMap(({ type }) => [
  `cmd.${type}`,
  `user.u-1.cmd.${type}`,
]);

/** Questions that no contract says that `name` asks. */
export function foreignQuestions(name: string): readonly string[] {
  const asked = ({ askedBy }: { readonly askedBy: readonly string[] }): boolean =>
    askedBy.includes(name);
  return [
    ...queries.filter((query) => !asked(query)).map(({ type }) => `qry.${type}`),
    ...requests.filter((request) => !asked(request)).map(({ type }) => `req.${type}`),
    ...requests.map(({ type }) => `user.u-1.req.${type}`),
  ];
}

/** What can be done to a consumer, and to what it has been given. */
export function onConsumer({ stream, durable }: ConsumerPlan): readonly string[] {
  const at = `${stream}.${durable}`;
  return [
    ...['INFO', 'MSG.NEXT', 'DURABLE.CREATE', ...ruinous].map(
      (verb) => `$JS.API.CONSUMER.${verb}.${at}`,
    ),
    `$JS.ACK.${at}.1.1.1.1795395785695095253.0`,
    `$JS.ACK._.ACCOUNT.${at}.1.1.1.1795395785695095253.0.x`,
  ];
}

/** What not even the owner of a consumer may do to it, nor in its name. It may remove it, since it makes it. */
export const onOwnConsumer = ({ stream, durable }: ConsumerPlan): readonly string[] => [
  ...ruinous
    .filter((verb) => verb !== 'DELETE')
    .map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${durable}`),
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}.evt.>`,
];

const ruinous = ['CREATE', 'DELETE', 'PAUSE', 'RESET', 'UNPIN', 'LEADER.STEPDOWN'];

const onStream = [
  'DELETE',
  'PURGE',
  'UPDATE',
  'MSG.DELETE',
  'MSG.GET',
  'SNAPSHOT',
  'RESTORE',
  'PEER.REMOVE',
  'LEADER.STEPDOWN',
];

/** What nobody but the operator may do at the broker. */
export const onStreams: readonly string[] = [
  ...STREAM_NAMES.flatMap((stream) => [
    ...onStream.map((verb) => `$JS.API.STREAM.${verb}.${stream}`),
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.LIST.${stream}`,
    `$JS.API.CONSUMER.NAMES.${stream}`,
    `$JS.API.DIRECT.GET.${stream}`,
  ]),
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.CREATE.OTHER',
  '$JS.API.ACCOUNT.PURGE.SHOP',
  '$JS.API.META.LEADER.STEPDOWN',
];

/** How messages of the stream of events are read by their places. */
const READING_EVENTS: readonly string[] = [
  `$JS.API.STREAM.MSG.GET.${EVENTS}`,
  `$JS.API.DIRECT.GET.${EVENTS}`,
];

/** What a service, too, may not do: all but to read events. An observer does that in one of the two ways, and the edge in neither. */
export function onStreamsOfOthers(name: string): readonly string[] {
  const reading = name === 'observer' ? READING_EVENTS.slice(1) : READING_EVENTS;
  return onStreams.filter((subject) => name === 'edge' || !reading.includes(subject));
}

/** What is between one service and its own processes, or between it and the operator. */
export const insideOf = (other: string): readonly string[] => [
  `dead.${other}.a-reaction`,
  `wake.${other}.0`,
  `admin.${other}.dead-letters.redrive`,
  `admin.${other}.dead-letters.list`,
];

const everything: readonly string[] = [
  '>',
  'evt.>',
  'cmd.>',
  'user.>',
  'qry.>',
  'req.>',
  'dead.>',
  'admin.>',
  'wake.>',
  '_INBOX.>',
  '_R_.>',
  '$JS.>',
  '$SYS.>',
  '$SRV.>',
];

/** What nobody but its owner, or the operator, may listen to. */
export function foreignEars(name: string): readonly string[] {
  const others = [...definitions.map((definition) => definition.name), 'edge'].filter(
    (other) => other !== name,
  );
  return [
    ...everything,
    ...events.map(({ type }) => `evt.*.${type}`),
    ...allCommands,
    ...others.flatMap((other) => [`_INBOX_${other}.>`, `admin.${other}.>`, `$SRV.PING.${other}`]),
    ...queries.filter(({ context }) => context !== name).map(({ type }) => `qry.${type}`),
    ...requests
      .filter(({ context }) => context !== name)
      .flatMap(({ type }) => [`req.${type}`, `user.*.req.${type}`]),
    ...(name === 'auth' ? [] : ['$SYS.REQ.USER.AUTH']),
  ];
}
