import { defineOutsideInvariant } from '../define-invariant.ts';
import { lookAtConsumers } from '../broker/look-at-consumers.ts';

export const everythingIsAcknowledged = defineOutsideInvariant({
  name: 'everything-is-acknowledged',
  id: 'I12',
  title: 'nothing old is unacknowledged',
  meaning:
    'Every consumer of the services is there, and the oldest message that it has not acknowledged is younger than the bound.',
  holds: 'drained',
  about: [],
  obstacle: ({ broker }) => (broker === undefined ? 'no broker was named' : undefined),
  examine: async ({ broker, services, boundSeconds }) => {
    if (broker === undefined) return { rows: 0, violations: [] };
    return await lookAtConsumers(broker, services, boundSeconds);
  },
});
