import type { ServiceDefinition } from '@murmuration/choreography';
import { notificationFailed } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import type { Facts } from '../facts.ts';
import { allEvents, eventsOf, isEvent, literal, tableOf, typeOf, values } from '../shop/tables.ts';
import { isRemembered } from './every-event-is-handled.ts';

export const effectsHaveOneCause = defineInvariant({
  name: 'effects-have-one-cause',
  id: 'I9',
  title: 'every event had its effects once',
  meaning:
    'Every event that another event has caused is there once, and the reaction that published it has that other event in its inbox.',
  holds: 'always',
  about: [],
  partial: true,
  looks: (facts) => facts.services.flatMap((service) => looksOf(facts, service)),
});

function looksOf(facts: Facts, { name, reactions }: ServiceDefinition) {
  const links = reactions.flatMap((reaction) =>
    eventsOf(reaction).flatMap((on) =>
      reaction.emits.map(({ type: emitted }) => [reaction.name, on, emitted]),
    ),
  );
  return links.length === 0 ? [] : [{ sql: sqlOf(facts, name, links) }];
}

/**
 * An event is told apart from others of its cause by its key, its refund and its mail. Of a mail that failed only the kind is told, so there several may be
 * alike.
 */
const sqlOf = (facts: Facts, service: string, links: readonly (readonly string[])[]): string => `
  select format('%s %s of %s', effect.type, effect.id, ${literal(service)}) as subject,
    case
      when copies > 1 and not may_repeat then format('%s of %s have the cause %s', copies, effect.key, cause.id)
      when known and not exists (
        select from ${values(links, 'link', ['reaction', 'cause', 'effect'])}
        join ${tableOf(service, 'inbox')} seen on seen.event_id = cause.id and seen.reaction = link.reaction collate "C"
        where link.cause = cause.type and link.effect = effect.type
      ) then format('caused by %s %s, which no inbox of %s has seen', cause.type, cause.id, ${literal(service)})
    end as problem,
    known
  from (
    select id, ${typeOf('o')} as type, key, causation_id, ${isEvent(notificationFailed)} as may_repeat,
      count(*) over (partition by causation_id, type, key, data->>'refundId', data->>'messageId') as copies
    from ${tableOf(service, 'outbox')} o
  ) effect
  join (select *, ${isRemembered(facts, service)} as known from ${allEvents(facts)} events) cause on cause.id::text = effect.causation_id
  where (cause.type, effect.type) in (select cause, effect from ${values(links, 'link', ['reaction', 'cause', 'effect'])})`;
