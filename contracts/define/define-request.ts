import type { z } from 'zod';
import { checkDoor } from './door.ts';

/**
 * Who may send a request: anybody; a signed-in person over the edge alone; a signed-in person about himself, over the edge or over NATS; operators;
 * or, over no door for people, the services that `askedBy` names.
 */
export type RequestAccess = 'public' | 'signed-in' | 'own' | 'operator' | 'internal';

/** Where the edge serves a request, and the HTTP status of its success. */
export interface RequestHttp {
  readonly method: 'POST';
  readonly path: string;
  readonly status: number;
}

/** A request with the result that it could get. */
export interface RequestExample<Data, Result> {
  readonly data: Data;
  readonly result: Result;
}

/**
 * A wish that one context fulfils while the asker waits, and that no stream ever holds: it carries a password or personal data in clear, or its result is
 * secret. What can be a command is one.
 */
export interface RequestContract<Name extends string = string, Data = unknown, Result = unknown> {
  readonly kind: 'request';
  readonly name: Name;
  readonly context: string;
  readonly type: string;
  readonly version: number;
  readonly data: z.ZodType<Data>;
  readonly result: z.ZodType<Result>;
  /** Undefined when only NATS leads to it: for all internal requests, and for those of persons that are no account calls. */
  readonly http: RequestHttp | undefined;
  readonly access: RequestAccess;
  /** The services that send it, beside the edge. */
  readonly askedBy: readonly string[];
  /** Bodies above this many bytes are refused before they are parsed. */
  readonly maxBytes: number;
  readonly examples: readonly RequestExample<Data, Result>[];
}

interface RequestSpecification<Type extends string, Version extends number, Data, Result> {
  readonly type: Type;
  readonly version: Version;
  readonly data: z.ZodType<Data>;
  readonly result: z.ZodType<Result>;
  readonly http?: RequestHttp;
  readonly access: RequestAccess;
  readonly askedBy?: readonly string[];
  /** Default 16,384. */
  readonly maxBytes?: number;
  /** At least one; checked when the contract is defined. */
  readonly examples: readonly [
    RequestExample<NoInfer<Data>, NoInfer<Result>>,
    ...RequestExample<NoInfer<Data>, NoInfer<Result>>[],
  ];
}

/** Defines a request contract. Throws when its door is contradictory. */
export function defineRequest<Type extends string, Version extends number, Data, Result>(
  specification: RequestSpecification<Type, Version, Data, Result>,
): RequestContract<`${Type}.v${Version}`, Data, Result> {
  const { type, version, data, result, examples } = specification;
  checkDoor(specification);
  return {
    kind: 'request',
    name: `${type}.v${version}`,
    context: type.slice(0, type.indexOf('.')),
    type,
    version,
    data,
    result,
    http: specification.http,
    access: specification.access,
    askedBy: specification.askedBy ?? [],
    maxBytes: specification.maxBytes ?? 16_384,
    examples,
  };
}
