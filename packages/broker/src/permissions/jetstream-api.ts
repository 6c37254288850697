import type { ConsumerPlan } from '@murmuration/choreography';

const API = '$JS.API';

/** Looking at a stream. */
export const streamInfo = (stream: string): string => `${API}.STREAM.INFO.${stream}`;

/** Making a stream that is missing. One that exists is not changed by it, and no user of a service may change, empty or remove one. */
export const streamCreate = (stream: string): string => `${API}.STREAM.CREATE.${stream}`;

/** Reading messages of a stream by their places: one of the stream's leader, and many. What is read cannot be limited to some subjects. */
export const streamRead = (stream: string): readonly string[] => [
  `${API}.STREAM.MSG.GET.${stream}`,
  directRead(stream),
];

/** Reading many messages of a stream from a place on, of any of its servers. Takes no consumer, and leaves nothing behind. */
export const directRead = (stream: string): string => `${API}.DIRECT.GET.${stream}`;

/**
 * Making, looking at, pulling from and removing one durable consumer (one that is ahead of its stream is made anew). The consumer's name stands in each subject: where it may stand in the body (`CONSUMER.CREATE.<stream>`),
 * whoever may publish can overwrite the consumers of others.
 */
export function durableConsumer({ stream, durable }: ConsumerPlan): readonly string[] {
  return [
    `${API}.CONSUMER.INFO.${stream}.${durable}`,
    `${API}.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
    `${API}.CONSUMER.DELETE.${stream}.${durable}`,
    `${API}.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    ...acknowledgements(stream, durable),
  ];
}

/** Making a durable consumer of the moment, pulling from it, and removing it. */
export function recallingConsumer(plan: ConsumerPlan): readonly string[] {
  return [
    `${API}.CONSUMER.DURABLE.CREATE.${plan.stream}.${plan.durable}`,
    `${API}.CONSUMER.MSG.NEXT.${plan.stream}.${plan.durable}`,
    `${API}.CONSUMER.DELETE.${plan.stream}.${plan.durable}`,
  ];
}

/** The two forms of an acknowledgement's subject: as servers use it, and with the domain and the account before the stream, which servers can be told to use. */
const acknowledgements = (stream: string, durable: string): readonly string[] => [
  `$JS.ACK.${stream}.${durable}.>`,
  `$JS.ACK.*.*.${stream}.${durable}.>`,
];

/** Making, pulling from and removing consumers of the moment, each with one filter below `filter`, which the server compares with the body. */
export function passingConsumers(stream: string, filter: string): readonly string[] {
  return [
    `${API}.CONSUMER.CREATE.${stream}.*.${filter}`,
    `${API}.CONSUMER.INFO.${stream}.*`,
    `${API}.CONSUMER.MSG.NEXT.${stream}.*`,
    `${API}.CONSUMER.DELETE.${stream}.*`,
  ];
}

/** Everything that can be done to a durable consumer over the API, to be denied to whoever has `passingConsumers`. */
export function anythingWith({ stream, durable }: ConsumerPlan): readonly string[] {
  return [
    `${API}.CONSUMER.CREATE.${stream}.${durable}`,
    `${API}.CONSUMER.CREATE.${stream}.${durable}.>`,
    `${API}.CONSUMER.INFO.${stream}.${durable}`,
    `${API}.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    `${API}.CONSUMER.DELETE.${stream}.${durable}`,
  ];
}
