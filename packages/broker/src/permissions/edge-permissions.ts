import {
  type ConsumerPlan,
  EVENTS,
  querySubject,
  requestSubject,
  serviceInbox,
} from '@murmuration/choreography';
import { queries, requests } from '@murmuration/contracts';
import { anythingWith, passingConsumers, streamInfo } from './jetstream-api.ts';
import { type BrokerPermissions, inOrder } from './permissions.ts';
import { EDGE } from './service-permissions.ts';

/** All events: the server grants a consumer of the moment with one filter below this. */
const ALL_EVENTS = 'evt.>';

/**
 * What the edge may do at the broker: ask what has a route, and read events over consumers of the moment. It owns nothing, answers nothing, and has no way to the
 * durable consumers of the services.
 */
export function edgePermissions(durables: readonly ConsumerPlan[]): BrokerPermissions {
  const routed = [
    ...queries.filter(({ http }) => http !== undefined).map(({ type }) => querySubject(type)),
    ...requests.filter(({ http }) => http !== undefined).map(({ type }) => requestSubject(type)),
  ];
  const ofEvents = durables.filter(({ stream }) => stream === EVENTS);
  return {
    publish: {
      allow: inOrder([
        ...routed,
        '$SRV.PING.*',
        streamInfo(EVENTS),
        ...passingConsumers(EVENTS, ALL_EVENTS),
      ]),
      deny: inOrder(ofEvents.flatMap(anythingWith)),
    },
    subscribe: { allow: [`${serviceInbox(EDGE)}.>`] },
  };
}
