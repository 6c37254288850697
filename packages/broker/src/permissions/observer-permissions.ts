import { EVENTS, serviceInbox } from '@murmuration/choreography';
import { directRead } from './jetstream-api.ts';
import type { BrokerPermissions } from './permissions.ts';

/** The program that compares what happens with what is declared. */
export const OBSERVER = 'observer';

/** How events are read by their places. It takes no consumer, so there is nothing to acknowledge, and nothing is left behind. */
export const READING_EVENTS = directRead(EVENTS);

/** What an observer may do at the broker: read events. */
export const observerPermissions: BrokerPermissions = {
  publish: { allow: [READING_EVENTS] },
  subscribe: { allow: [`${serviceInbox(OBSERVER)}.>`] },
};
