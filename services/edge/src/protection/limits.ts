import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EdgeSettings } from '../config/edge-settings.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { addressOf, networkOf } from './origin.ts';

/** Counts a request. Throws a `ProblemError` `too_many_requests` beyond the limit. */
export type Limit = (request: FastifyRequest) => Promise<void>;

const MINUTE_MS = 60_000;
/** Addresses and users that are counted at once; beyond that the one that was seen the longest ago starts anew. */
const COUNTED = 20_000;

/** Limits requests per address, calls such as sign-in more strictly, and returns the limit per user. An IPv6 address counts with its /64. */
export async function limitRates(app: FastifyInstance, settings: EdgeSettings): Promise<Limit> {
  await app.register(rateLimit, { global: false, timeWindow: MINUTE_MS });
  const byAddress = limiter(app, settings.EDGE_REQUESTS_PER_MINUTE);
  const accountCalls = limiter(app, settings.EDGE_ACCOUNT_CALLS_PER_MINUTE);
  app.addHook('onRequest', async (request) => {
    const { isProbe, isAccountCall } = request.routeOptions.config;
    if (isProbe === true) return;
    await byAddress(request);
    if (isAccountCall === true) await accountCalls(request);
  });
  const byUser = (request: FastifyRequest): string => request.reader?.userId ?? byNetwork(request);
  return limiter(app, settings.EDGE_REQUESTS_PER_USER_PER_MINUTE, byUser);
}

const byNetwork = (request: FastifyRequest): string => networkOf(addressOf(request));

function limiter(
  app: FastifyInstance,
  max: number,
  keyGenerator: (request: FastifyRequest) => string = byNetwork,
): Limit {
  // each limit counts in a store of its own, which takes this from here alone, though its types do not say so
  const wanted = { max, cache: COUNTED, timeWindow: MINUTE_MS, keyGenerator };
  const count = app.createRateLimit(wanted);
  return async (request) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    throw new ProblemError('too_many_requests', {
      detail: `No more than ${max} a minute.`,
      headers: { 'retry-after': String(Math.max(1, counted.ttlInSeconds)) },
    });
  };
}
