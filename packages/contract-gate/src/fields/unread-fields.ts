import type { ServiceDefinition } from '@murmuration/choreography';
import { decode } from '@murmuration/contracts';
import type { Catalogue } from '../catalogue/describe-catalogue.ts';
import type { CorpusEntry } from '../corpus/recorded-bodies.ts';
import { splitName } from '../corpus/replay.ts';
import { emitSchema } from '../schema/emit-schema.ts';
import { readSchema } from '../schema/read-schema.ts';
import { type Delivery, runInMemory } from './in-memory-run.ts';
import { leafFields } from './leaf-fields.ts';

/** Which fields of events nobody was seen to read. A report: it fails nothing. */
export interface FieldReport {
  readonly unread: readonly { readonly type: string; readonly fields: readonly string[] }[];
  /** Events that no reaction hears and on which nobody has declared to rely. */
  readonly unheard: readonly string[];
  /** How many messages reactions were given. */
  readonly deliveries: number;
  /** What did not run: fields that only it reads are listed as unread. */
  readonly failures: readonly string[];
}

/**
 * Runs the reactions of every service over everything in the corpus and in the examples, in several orders over states in memory, and sees what they read. A field is listed when no
 * reaction has read it in any of these runs and no consumer has declared to need it: a branch that no run took may read it all the same.
 */
export async function findUnreadFields(
  catalogue: Catalogue,
  corpus: readonly CorpusEntry[],
): Promise<FieldReport> {
  const read = new Map<string, Set<string>>();
  const readOf = (type: string): Set<string> => {
    const known = read.get(type) ?? new Set<string>();
    read.set(type, known);
    return known;
  };
  const failures = new Set<string>();
  let deliveries = 0;
  for (const definition of catalogue.definitions) {
    for (const run of ordersOf(deliveriesTo(definition, catalogue, corpus))) {
      deliveries += run.length;
      await runInMemory(definition, run, readOf, (failure) => failures.add(failure));
    }
  }
  for (const { reliesOn } of catalogue.reliances) {
    for (const { contract, needs } of reliesOn) {
      for (const field of leafFields(readSchema(emitSchema(needs)))) {
        readOf(contract.type).add(field);
      }
    }
  }
  return { ...reportOn(catalogue, read), deliveries, failures: [...failures] };
}

function reportOn({ events, definitions, reliances }: Catalogue, read: Map<string, Set<string>>) {
  const heard = new Set([
    ...definitions.flatMap(({ reactions }) => reactions.flatMap(({ on }) => on.map(typeOf))),
    ...reliances.flatMap(({ reliesOn }) => reliesOn.map(({ contract }) => contract.type)),
  ]);
  const unheard = events.map(typeOf).filter((type) => !heard.has(type));
  const unread = events
    .filter(({ type }) => heard.has(type))
    .map(({ type, schema }) => {
      const seen = read.get(type) ?? new Set();
      const fields = leafFields(readSchema(emitSchema(schema)));
      return { type, fields: fields.filter((field) => !seen.has(field)) };
    })
    .filter(({ fields }) => fields.length > 0);
  return { unread, unheard };
}

const typeOf = ({ type }: { readonly type: string }): string => type;

/** What a service reacts to: today's examples and the bodies of the corpus, brought up to date. */
function deliveriesTo(
  { reactions }: ServiceDefinition,
  { events, commands }: Catalogue,
  corpus: readonly CorpusEntry[],
): readonly (readonly Delivery[])[] {
  const heard = new Set(reactions.flatMap(({ on }) => on.map(({ name }) => name)));
  return [...commands, ...events]
    .filter(({ name }) => heard.has(name))
    .map((contract) => {
      const recorded = corpus.flatMap(({ name, recorded: { body } }) => {
        const { type, version } = splitName(name);
        const decoded = type === contract.type ? decode(contract, version, body) : undefined;
        return decoded?.ok === true ? [decoded.data] : [];
      });
      return [...contract.examples, ...recorded].map((data) => ({ contract, data }));
    });
}

/** Each kind of message first in turn, the others after it, and all that backwards: reactions behave otherwise over other states. */
function ordersOf(kinds: readonly (readonly Delivery[])[]): readonly (readonly Delivery[])[] {
  const rotations = kinds.map((_, at) => [...kinds.slice(at), ...kinds.slice(0, at)].flat());
  return [...rotations, ...rotations.map((order) => order.toReversed())];
}
