import type { ServiceDefinition } from '@murmuration/choreography';
import { defineInvariant } from '../define-invariant.ts';
import type { Facts } from '../facts.ts';
import { allEvents, eventsOf, literal, tableOf, values } from '../shop/tables.ts';

export const everyEventIsHandled = defineInvariant({
  name: 'every-event-is-handled',
  id: 'I8',
  title: 'every event was handled by every reaction to it',
  meaning:
    'For each event and each reaction that listens to it there is an inbox row, or a dead letter that is open or was discarded; or it waits in a line behind an open one.',
  holds: 'drained',
  about: [],
  partial: true,
  looks: (facts) => facts.services.flatMap((service) => looksOf(facts, service)),
});

function looksOf(facts: Facts, { name, reactions }: ServiceDefinition) {
  const links = reactions.flatMap((reaction) =>
    eventsOf(reaction).map((type) => [reaction.name, type]),
  );
  return links.length === 0 ? [] : [{ sql: sqlOf(facts, name, links) }];
}

/** An event that is older than the inbox may have been handled and forgotten. */
const sqlOf = (facts: Facts, service: string, links: readonly (readonly string[])[]): string => `
  select format('%s %s at %s of %s', event.type, event.id, link.reaction, ${literal(service)}) as subject,
    case when known and seen.event_id is null and not exists (${accountedFor(service)})
      then format('about %s; neither in the inbox nor a dead letter', event.key) end as problem,
    known
  from (select *, ${isRemembered(facts, service)} as known from ${allEvents(facts)} events) event
  join ${values(links, 'link', ['reaction', 'type'])} on link.type = event.type
  left join ${tableOf(service, 'inbox')} seen on seen.event_id = event.id and seen.reaction = link.reaction collate "C"`;

/** What a reaction has not handled: a dead letter, one that was discarded, or what waits in a line behind a dead letter. */
const accountedFor = (service: string): string => `
  select from (
    select message_id, reaction from ${tableOf(service, 'dead_letter')}
    union all
    select message_id, reaction from ${tableOf(service, 'dead_letter_settled')} where status = 'discarded'
    union all
    select w.message_id, w.reaction from ${tableOf(service, 'waiting_message')} w
    join ${tableOf(service, 'held_key')} h using (reaction, key)
    join ${tableOf(service, 'dead_letter')} d on d.reaction = h.reaction and d.message_id = h.message_id
  ) unhandled
  where unhandled.message_id = event.id::text collate "C" and unhandled.reaction in (link.reaction collate "C", 'nobody')`;

/** Whether an inbox would still know of an event. */
export function isRemembered({ inbox }: Facts, service: string): string {
  const history = inbox.get(service);
  return history === undefined || history.isComplete ? 'true' : `id >= ${literal(history.since)}`;
}
