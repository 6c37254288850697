import type { FastifyRequest } from 'fastify';
import type { Ask } from '../asking/ask.ts';
import type { CachingRules } from '../caching/cache-control.ts';
import type { StaleAnswers } from '../caching/stale-answers.ts';
import type { RouteAccess } from '../identity/access.ts';

/** What the edge's routes are made of. */
export interface RouteParts {
  readonly ask: Ask;
  readonly stale: StaleAnswers;
  readonly caching: CachingRules;
  /** A hook that lets nobody through but whom the access names, at a bearable rate, and who takes what the route offers. */
  readonly guard: (access: RouteAccess, offered: readonly string[]) => Guard;
}

/** Throws a `ProblemError` for a request that may not go on; sets its `reader`. */
export type Guard = (request: FastifyRequest) => Promise<void>;

export const JSON_TYPE = 'application/json';
