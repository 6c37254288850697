import type { z } from 'zod';

/** Who may read an answer: anybody, the customer whom it concerns, or shop staff. */
export type Access = 'public' | 'owner' | 'operator';

/** A question that one context answers synchronously from what it owns. */
export interface QueryContract<Name extends string = string, Params = unknown, Result = unknown> {
  readonly kind: 'query';
  readonly name: Name;
  readonly context: string;
  readonly type: string;
  readonly version: number;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  readonly http: { readonly method: 'GET'; readonly path: string };
  readonly access: Access;
}

interface QuerySpecification<Type extends string, Version extends number, Params, Result> {
  readonly type: Type;
  readonly version: Version;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  /** Where the edge serves it; path parameters are written `:name`. */
  readonly http: { readonly method: 'GET'; readonly path: string };
  readonly access: Access;
  /** At least one; checked when the contract is defined. */
  readonly examples: readonly [
    { readonly params: NoInfer<Params>; readonly result: NoInfer<Result> },
    ...{ readonly params: NoInfer<Params>; readonly result: NoInfer<Result> }[],
  ];
}

/** Defines a query contract. Throws when an example breaks one of its schemas. */
export function defineQuery<Type extends string, Version extends number, Params, Result>(
  specification: QuerySpecification<Type, Version, Params, Result>,
): QueryContract<`${Type}.v${Version}`, Params, Result> {
  const { type, version, params, result, http, access, examples } = specification;
  for (const example of examples) {
    params.parse(example.params);
    result.parse(example.result);
  }
  const context = type.slice(0, type.indexOf('.'));
  return {
    kind: 'query',
    name: `${type}.v${version}`,
    context,
    type,
    version,
    params,
    result,
    http,
    access,
  };
}
