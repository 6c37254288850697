import type { z } from 'zod';
import { checkDoor } from './door.ts';

/**
 * Who may read an answer: anybody; a signed-in reader about himself (the path names no person); the customer whom it concerns, or an operator; operators;
 * or, over no door for people, the services that `askedBy` names.
 */
export type Access = 'public' | 'own' | 'owner' | 'operator' | 'internal';

/** Where the edge serves a query; path parameters are written `:name`, all others come from the query string. */
export interface QueryHttp {
  readonly method: 'GET';
  readonly path: string;
}

/** A question with the answer that it could get. */
export interface QueryExample<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

/** A question that one context answers synchronously from what it owns. */
export interface QueryContract<Name extends string = string, Params = unknown, Result = unknown> {
  readonly kind: 'query';
  readonly name: Name;
  readonly context: string;
  readonly type: string;
  readonly version: number;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  /** Undefined for an internal query. */
  readonly http: QueryHttp | undefined;
  readonly access: Access;
  /** The services that ask it, beside the edge. */
  readonly askedBy: readonly string[];
  readonly examples: readonly QueryExample<Params, Result>[];
}

interface QuerySpecification<Type extends string, Version extends number, Params, Result> {
  readonly type: Type;
  readonly version: Version;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  readonly http?: QueryHttp;
  readonly access: Access;
  readonly askedBy?: readonly string[];
  /** At least one; checked when the contract is defined. */
  readonly examples: readonly [
    QueryExample<NoInfer<Params>, NoInfer<Result>>,
    ...QueryExample<NoInfer<Params>, NoInfer<Result>>[],
  ];
}

/** Defines a query contract. Throws when its door is contradictory. */
export function defineQuery<Type extends string, Version extends number, Params, Result>(
  specification: QuerySpecification<Type, Version, Params, Result>,
): QueryContract<`${Type}.v${Version}`, Params, Result> {
  const { type, version, params, result, examples } = specification;
  checkDoor(specification);
  return {
    kind: 'query',
    name: `${type}.v${version}`,
    context: type.slice(0, type.indexOf('.')),
    type,
    version,
    params,
    result,
    http: specification.http,
    access: specification.access,
    askedBy: specification.askedBy ?? [],
    examples,
  };
}
