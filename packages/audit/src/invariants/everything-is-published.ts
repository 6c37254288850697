import { defineInvariant } from '../define-invariant.ts';
import { literal, tableOf } from '../shop/tables.ts';

export const everythingIsPublished = defineInvariant({
  name: 'everything-is-published',
  id: 'I12',
  title: 'nothing old is unpublished',
  meaning:
    'Every event that is older than the bound was acknowledged by the broker, and every timer that was due by then has gone off.',
  holds: 'drained',
  about: [],
  looks: ({ services, boundSeconds }) =>
    services.flatMap(({ name }) => [
      { sql: eventsOf(name), parameters: [boundSeconds] },
      { sql: timersOf(name), parameters: [boundSeconds] },
    ]),
});

const eventsOf = (service: string): string => `
  select format('%s %s of %s', o.type, o.id, ${literal(service)}) as subject,
    case when not o.seq <@ l.settled and o.occurred_at < now() - make_interval(secs => $1::int)
      then format('of %s, at position %s of lane %s, is not published', o.occurred_at, o.seq, o.lane) end as problem
  from ${tableOf(service, 'outbox')} o join ${tableOf(service, 'outbox_lane')} l using (lane)`;

const timersOf = (service: string): string => `
  select format('timer %s for %s of %s', event, key, ${literal(service)}) as subject,
    case when due_at < now() - make_interval(secs => $1::int) then format('was due %s', due_at) end as problem
  from ${tableOf(service, 'timer')}`;
