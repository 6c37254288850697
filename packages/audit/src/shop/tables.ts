import type { AnyReaction, ServiceDefinition } from '@murmuration/choreography';
import type { CommandContract, EventContract } from '@murmuration/contracts';
import type { Facts } from '../facts.ts';

/** The name of a service's table in a statement. */
export const tableOf = (service: string, table: string): string =>
  `"${service.replaceAll('"', '""')}".${table}`;

/** A text in a statement. Only for names of the shop itself; whatever comes from outside is a parameter. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Rows of values as a table in a statement; never empty, since a definition without any has no place in one. */
export function values(
  rows: readonly (readonly string[])[],
  name: string,
  columns: readonly string[],
): string {
  const texts = rows.map((row) => `(${row.map(literal).join(', ')})`);
  return `(values ${texts.join(', ')}) as ${name} (${columns.join(', ')})`;
}

/** The condition that an outbox row is an event of this contract, of whatever version. */
export const isEvent = ({ type }: EventContract, row?: string): string =>
  `${row === undefined ? '' : `${row}.`}type like ${literal(`${type}.v%`)}`;

/** The type of an outbox row without its version. */
export const typeOf = (row: string): string => `regexp_replace(${row}.type, '\\.v\\d+$', '')`;

/** All events that the outboxes of the shop have: `id`, `type` without its version, `key`. */
export function allEvents({ services }: Facts): string {
  const each = services.map(
    ({ name }) =>
      `select o.id, ${typeOf('o')} as type, o.key from ${tableOf(name, 'outbox')} o where o.subject like 'evt.%'`,
  );
  return `(${each.join(' union all ')})`;
}

const isEventContract = (on: EventContract | CommandContract): on is EventContract =>
  on.kind === 'event';

/** The event types that a reaction listens to. */
export const eventsOf = ({ on }: AnyReaction): readonly string[] =>
  on.filter(isEventContract).map(({ type }) => type);

/** The commands that a service owns, each with its reaction. */
export function commandsOf({
  reactions,
}: ServiceDefinition): readonly (readonly [CommandContract, AnyReaction])[] {
  return reactions.flatMap((reaction) =>
    reaction.on.flatMap((on) => (on.kind === 'command' ? [[on, reaction] as const] : [])),
  );
}

/** Whether no day of a service's outbox was ever dropped, as a word of a statement. */
export const hasAllEvents = ({ outbox }: Facts, service: string): string =>
  outbox.get(service)?.isComplete === false ? 'false' : 'true';
