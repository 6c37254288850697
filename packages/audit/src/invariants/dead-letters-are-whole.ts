import { defineInvariant } from '../define-invariant.ts';
import type { ServiceDefinition } from '@murmuration/choreography';
import { literal, tableOf, values } from '../shop/tables.ts';

export const deadLettersAreWhole = defineInvariant({
  name: 'dead-letters-are-whole',
  id: 'I13',
  title: 'every dead letter can be delivered again',
  meaning:
    'Every open dead letter says why it is one and where it comes from, has its payload, and belongs to a reaction that there is and that listens to such messages, unless nobody does.',
  holds: 'always',
  about: [],
  looks: ({ services }) =>
    services
      .filter(({ reactions }) => reactions.length > 0)
      .map((service) => ({ sql: sqlOf(service) })),
});

/** Only a message that cannot be read may be empty. */
function sqlOf({ name, reactions }: ServiceDefinition): string {
  const links = reactions.flatMap((reaction) =>
    reaction.on.map(({ type }) => [reaction.name, type]),
  );
  return `
  select format('%s at %s of %s', d.message_id, d.reaction, ${literal(name)}) as subject,
    case
      when btrim(d.reason) = '' or btrim(d.error) = '' then 'it does not say why'
      when d.payload = '' and d.reason <> 'unreadable' then 'it has no payload'
      when d.subject = '' or d.position = '' or json_typeof(d.headers) <> 'object' then 'it does not say where it comes from'
      when d.reason <> 'unheard' and not exists (
        select from ${values(links, 'link', ['reaction', 'type'])}
        where link.reaction = d.reaction collate "default" and d.subject ~ ('^(evt\\.[^.]+|cmd|user\\.[^.]+\\.cmd)\\.' || replace(link.type, '.', '\\.') || '$')
      ) then format('nothing called %s listens to %s', d.reaction, d.subject)
    end as problem
  from ${tableOf(name, 'dead_letter')} d`;
}
