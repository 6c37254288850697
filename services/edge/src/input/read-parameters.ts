import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';
import { checked, invalid } from './checks.ts';
import { coerce, takesList } from './coerce.ts';

/** The texts of an address: those of its path, and those after the question mark. */
export interface AddressTexts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

/** The parameters of a query, read from an address. Throws a `ProblemError` that names each one that is wrong. */
export function readParameters(schema: z.ZodType, { path, query }: AddressTexts): unknown {
  const fields: Readonly<Record<string, z.core.$ZodType>> =
    schema instanceof z.ZodObject ? schema.shape : {};
  // the router takes nothing at all for a value, too
  if (Object.values(path).includes('')) throw new ProblemError('no_such_route');
  const given = { ...query, ...path };
  refuse(
    Object.keys(query).filter((name) => Object.hasOwn(path, name) || !Object.hasOwn(fields, name)),
    'unknown_parameter',
    'is not a parameter of this address',
  );
  refuse(
    Object.entries(given).flatMap(([name, text]) => {
      const field = fields[name];
      return typeof text === 'string' || (field !== undefined && takesList(field)) ? [] : [name];
    }),
    'repeated_parameter',
    'may be given once',
  );
  const values = Object.entries(given).map(([name, text]) => {
    const field = fields[name];
    return [name, field === undefined ? text : coerce(field, text)] as const;
  });
  return checked(schema, Object.fromEntries(values));
}

function refuse(names: readonly string[], code: string, message: string): void {
  if (names.length > 0) throw invalid(names.map((field) => ({ field, code, message })));
}
