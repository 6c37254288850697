import type { EventContract, QueryContract } from '@murmuration/contracts';
import type { Measure } from './define-measure.ts';
import type { AnyReaction } from './define-reaction.ts';
import type { Database, Responder } from './define-responder.ts';
import type { Store } from './define-store.ts';
import type { Reader } from './reader.ts';

/** An answer to a query contract, from what the service owns. */
export interface Answer<Params = unknown, Result = unknown> {
  readonly query: QueryContract<string, Params, Result>;
  answer(params: Params, database: Database, reader: Reader): Promise<Result>;
}

/**
 * Defines the answer to a query; `database` reads the service's own schema, in a transaction that can only read. What belongs to somebody else than `reader`
 * is answered like what does not exist.
 */
export function defineAnswer<Params, Result>(
  query: QueryContract<string, Params, Result>,
  answer: (params: Params, database: Database, reader: Reader) => Promise<NoInfer<Result>>,
): Answer<Params, Result> {
  return { query, answer };
}

/** The table of contents of a service. */
export interface ServiceDefinition {
  /** Also the name of its schema. */
  readonly name: string;
  /** In the order in which rows are locked. */
  readonly stores: readonly Store[];
  readonly reactions: readonly AnyReaction[];
  readonly answers: readonly Answer[];
  /** The requests that the service fulfils. */
  readonly responders?: readonly Responder[];
  /** Facts that the outside tells it and that it records beside its reactions, such as those of a webhook. */
  readonly records?: readonly EventContract[];
  /** What is read off its states for whoever watches it. */
  readonly measures?: readonly Measure[];
}
