import type { Problem } from '@murmuration/contracts';
import { catalogue, type ProblemCode, problemType } from './catalogue.ts';

/** What goes along with a problem. */
export interface ProblemExtras {
  /** For people: what is wrong this time, and how to mend it. */
  readonly detail?: string;
  /** The fields that are wrong. */
  readonly errors?: readonly Problem[];
  /** Headers of the answer, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Ends a request with a problem of the catalogue. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: readonly Problem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemCode, extras: ProblemExtras = {}) {
    const { title, status } = catalogue[problem];
    super(extras.detail ?? title, { cause: extras.cause });
    this.problem = problem;
    this.status = status;
    this.detail = extras.detail;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }
}

/** A problem as RFC 9457 writes it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly Problem[];
  /** Names the request in our logs and traces. */
  readonly traceId?: string;
}

/** Writes a problem down; what is not known is left out. */
export function problemDocument(error: ProblemError, traceId?: string): ProblemDocument {
  const { problem, status, detail, errors } = error;
  return {
    type: problemType(problem),
    title: catalogue[problem].title,
    status,
    code: problem,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && errors.length > 0 && { errors }),
    ...(traceId !== undefined && { traceId }),
  };
}

/** The media type of problems. */
export const PROBLEM_JSON = 'application/problem+json';
