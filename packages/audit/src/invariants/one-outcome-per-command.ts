import type { ServiceDefinition } from '@murmuration/choreography';
import { defineInvariant } from '../define-invariant.ts';
import type { Facts } from '../facts.ts';
import { commandsOf, hasAllEvents, isEvent, tableOf, typeOf, values } from '../shop/tables.ts';

export const oneOutcomePerCommand = defineInvariant({
  name: 'one-outcome-per-command',
  id: 'I11',
  title: 'one command id has one body and one outcome',
  meaning:
    'Each id of a sender’s is in the log of its command once; what was refused was told as refused once, and what was accepted was not; and no command had its effects twice.',
  holds: 'always',
  about: [],
  partial: true,
  looks: (facts) => facts.services.flatMap((service) => looksOf(facts, service)),
});

function looksOf(facts: Facts, service: ServiceDefinition) {
  const commands = commandsOf(service);
  const repeated = { sql: recordsOf(service.name) };
  if (commands.length === 0) return [repeated];
  return [repeated, { sql: outcomesOf(facts, service) }, { sql: effectsOf(service) }];
}

/** Facts from outside are in the log too, without a body; so is what was refused whatever its body: what end users garble, and what was discarded. */
const recordsOf = (service: string): string => `
  select format('%s %s of %s', command, id, coalesce(nullif(actor, ''), 'a trusted sender')) as subject,
    case
      when count(*) > 1 then format('%s outcomes for %s bodies', count(*), count(distinct body_hash))
      when min(body_hash) = '' and command not like 'record %' and min(outcome->>'status') <> 'rejected' then 'its body is not known'
    end as problem,
    true as known
  from ${tableOf(service, 'command_log')} group by command, id, actor`;

/** A body that could not be read was refused as well, but is no command: it is not in the log, and its event has another cause. */
function outcomesOf(facts: Facts, service: ServiceDefinition): string {
  const rejections = commandsOf(service).map(([{ rejection }]) => isEvent(rejection));
  return `
  select format('the outcome of %s %s', command, id) as subject,
    case when known and refused <> coalesce(told, 0)
      then format('refused %s times, told as refused %s times', refused, coalesce(told, 0)) end as problem,
    known
  from (
    select command, id, count(*) filter (where outcome->>'status' = 'rejected') as refused,
      ${hasAllEvents(facts, service.name)} or min(decided_at) >= ${sinceOf(facts, service.name)} as known
    from ${tableOf(service.name, 'command_log')} where command not like 'record %' and body_hash <> '' group by command, id
  ) log
  left join (
    select regexp_replace(data->>'command', '\\.v\\d+$', '') collate "C" as command, (data->>'commandId') collate "C" as id, count(*) as told
    from ${tableOf(service.name, 'outbox')}
    where (${[...new Set(rejections)].join(' or ')}) and data->>'commandId' = causation_id
    group by 1, 2
  ) events using (command, id)`;
}

/** The commands of several senders may have one id. */
function effectsOf(service: ServiceDefinition): string {
  const links = commandsOf(service).flatMap(([{ type }, { emits }]) =>
    emits.map((emitted) => [type, emitted.type]),
  );
  return `
  select format('%s of %s by %s', effect.type, effect.key, effect.causation_id) as subject,
    case when effect.copies > log.commands then format('%s times, by %s commands', effect.copies, log.commands) end as problem,
    true as known
  from (
    select ${typeOf('o')} as type, key, causation_id collate "C" as causation_id, count(*) as copies
    from ${tableOf(service.name, 'outbox')} o group by 1, 2, 3
  ) effect
  join (
    select link.effect, c.id, count(*) as commands from ${tableOf(service.name, 'command_log')} c
    join ${values(links, 'link', ['command', 'effect'])} on link.command collate "C" = c.command
    where c.outcome->>'status' = 'accepted' group by 1, 2
  ) log on log.id = effect.causation_id and log.effect = effect.type`;
}

/** The moment from which on the outbox is whole, as the clocks of the services go: the first 48 bits of its first id are milliseconds. */
function sinceOf({ outbox }: Facts, service: string): string {
  const first = outbox.get(service)?.since ?? '';
  const moment = first.replaceAll('-', '').slice(0, 12);
  return `to_timestamp(${Number.parseInt(moment === '' ? '0' : moment, 16)} / 1000.0) + interval '1 hour'`;
}
