import type { QueryContract } from '@murmuration/contracts';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { AnyReaction } from './define-reaction.ts';
import type { Store } from './define-store.ts';

/** An answer to a query contract, from what the service owns. */
export interface Answer<Params = unknown, Result = unknown> {
  readonly query: QueryContract<string, Params, Result>;
  answer(params: Params, database: PostgresJsDatabase): Promise<Result>;
}

/** Defines the answer to a query; `database` reads the service's own schema. */
export function defineAnswer<Params, Result>(
  query: QueryContract<string, Params, Result>,
  answer: (params: Params, database: PostgresJsDatabase) => Promise<Result>,
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
}
