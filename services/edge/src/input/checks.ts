import { fieldPath, type Problem } from '@murmuration/contracts';
import type { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';

type Path = readonly PropertyKey[];

/** The data as the schema reads it. Throws a `ProblemError` that names every field that is wrong, missing or unknown. */
export function checked<Data>(schema: z.ZodType<Data>, given: unknown): Data {
  const unwanted = unstorable(given, []);
  if (unwanted.length > 0) throw invalid(unwanted);
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error.issues.map(problemOf));
  const extra = unknownFields(given, parsed.data, []);
  if (extra.length > 0) throw invalid(extra);
  return parsed.data;
}

/** The problem of a request whose fields are wrong. */
export function invalid(errors: readonly Problem[]): ProblemError {
  return new ProblemError('invalid_request', { errors });
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
  const code = typeof own === 'string' ? own : issue.code;
  return { field: fieldPath(issue.path), code, message: issue.message };
}

/** No field of ours lies nearly so deep. */
const MOST_DEPTH = 64;

/** Texts that no database stores: with NUL in them, or with half a character; and what is nested without end. */
function unstorable(value: unknown, path: Path): readonly Problem[] {
  if (path.length > MOST_DEPTH) {
    return [{ field: '$', code: 'too_deep', message: `is nested more than ${MOST_DEPTH} deep` }];
  }
  if (typeof value === 'string') {
    if (!value.includes('\0') && value.isWellFormed()) return [];
    const message = 'must be well-formed Unicode without NUL';
    return [{ field: fieldPath(path), code: 'unstorable_text', message }];
  }
  return entriesOf(value).flatMap(([name, each]) => unstorable(each, [...path, name]));
}

/** Fields that the schema does not know. A client that sends them expects an effect that they do not have. */
function unknownFields(given: unknown, kept: unknown, path: Path): readonly Problem[] {
  if (typeof kept !== 'object' || kept === null) return [];
  return entriesOf(given).flatMap(([name, value]) => {
    const at = [...path, name];
    if (Object.hasOwn(kept, name)) return unknownFields(value, Reflect.get(kept, name), at);
    return [{ field: fieldPath(at), code: 'unknown_field', message: 'is not known here' }];
  });
}

function entriesOf(value: unknown): readonly (readonly [PropertyKey, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.map((each, at) => [at, each]);
  return Object.entries(value);
}
