import { emitSchema, type Json } from '../schema/emit-schema.ts';
import { type Catalogue, describeCatalogue } from '../catalogue/describe-catalogue.ts';
import type { ContractRecord } from '../catalogue/contract-record.ts';

/** The catalogue as it is now: what is written today, and which older versions can still be read. */
export interface Today {
  readonly records: readonly ContractRecord[];
  /** The schemas by which old versions are read, by names such as `order.placed.v1`. */
  readonly older: ReadonlyMap<string, Json>;
}

/** Describes the catalogue for a comparison. */
export function describeToday(catalogue: Catalogue): Today {
  const contracts = [...catalogue.events, ...catalogue.commands];
  const older = contracts.flatMap(({ type, previous }) =>
    Object.entries(previous).map(
      ([version, { schema }]) => [`${type}.v${version}`, emitSchema(schema)] as const,
    ),
  );
  return { records: describeCatalogue(catalogue), older: new Map(older) };
}
