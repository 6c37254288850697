import type { CommandContract, EventContract, QueryContract } from '@murmuration/contracts';
import { defineEvent } from '@murmuration/contracts';
import { z } from 'zod';
import type { Catalogue } from '../src/catalogue/describe-catalogue.ts';
import { shopCatalogue } from '../src/catalogue/shop-catalogue.ts';
import { compareReleases, type Release } from '../src/compatibility/compare-releases.ts';
import type { Change } from '../src/compatibility/change.ts';
import { describeToday } from '../src/compatibility/today.ts';

/** The shop's contracts, services and reliances as they are. */
export const shop = shopCatalogue();

/** A release of a catalogue, as it would be read back from its files. */
export function released(catalogue: Catalogue, name = '0001'): Release {
  const contracts = structuredClone(describeToday(catalogue).records);
  return { name, contracts };
}

/** Everything by which an edited catalogue does not keep what the releases promised. */
export function changesOf(edited: Catalogue, ...releases: readonly Release[]): readonly Change[] {
  return compareReleases(
    releases.length === 0 ? [released(shop)] : releases,
    describeToday(edited),
  );
}

type Edit = (fields: z.core.$ZodLooseShape) => z.core.$ZodLooseShape;

/** The fields of a schema that is an object. */
export function fieldsOf(schema: z.ZodType): z.core.$ZodLooseShape {
  if (schema instanceof z.ZodObject) return schema.shape;
  throw new TypeError('only objects have fields');
}

const edit = (schema: z.ZodType, change: Edit): z.ZodType => z.object(change(fieldsOf(schema)));

/** The shop with other fields in one event. Its examples are left out: they may not fit any more. */
export function withEvent(type: string, change: Edit, base: Catalogue = shop): Catalogue {
  const events = base.events.map((event): EventContract => {
    return event.type === type
      ? { ...event, schema: edit(event.schema, change), examples: [] }
      : event;
  });
  return { ...base, events };
}

/** The shop with other fields in one command, or with another door before it. */
export function withCommand(
  type: string,
  change: Edit,
  door: Partial<Pick<CommandContract, 'sentBy' | 'maxBytes'>> = {},
): Catalogue {
  const commands = shop.commands.map((command): CommandContract => {
    return command.type === type
      ? { ...command, ...door, schema: edit(command.schema, change), examples: [] }
      : command;
  });
  return { ...shop, commands };
}

/** The shop with one query changed at will. */
export function withQuery(
  type: string,
  change: (query: QueryContract) => Partial<QueryContract>,
): Catalogue {
  const queries = shop.queries.map((query): QueryContract => {
    return query.type === type ? { ...query, ...change(query) } : query;
  });
  return { ...shop, queries };
}

/** The shop in which an event goes by another name. */
export function withEventRenamed(type: string, name: string): Catalogue {
  const events = shop.events.map((event): EventContract => {
    if (event.type !== type) return event;
    const [first, ...others] = event.examples;
    return defineEvent({
      type: name,
      version: event.version,
      data: event.schema,
      key: (data) => event.key(data),
      examples: [first, ...others],
    });
  });
  return { ...shop, events };
}
