import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { EdgeSettings } from '../config/edge-settings.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** What a page of another origin may read of an answer beside its body. */
const EXPOSED = [
  'etag',
  'link',
  'age',
  'retry-after',
  'murmuration-stale',
  'www-authenticate',
  'location',
];
const PREFLIGHT_SECONDS = 600;

/** Headers that keep browsers from doing harm, and a refusal when too much is going on. */
export async function protect(app: FastifyInstance, settings: EdgeSettings): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: {
      policy: settings.CORS_ORIGINS.length === 0 ? 'same-origin' : 'cross-origin',
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  if (settings.CORS_ORIGINS.length > 0) await allowOrigins(app, settings.CORS_ORIGINS);
  await app.register(underPressure, {
    maxEventLoopDelay: settings.EDGE_MAX_EVENT_LOOP_DELAY_MS,
    pressureHandler: async (request) => {
      if (request.routeOptions.config.isProbe === true) return;
      throw new ProblemError('overloaded', { headers: { 'retry-after': '2' } });
    },
  });
}

/** Tokens travel in a header and never in cookies, so no credentials mode. */
async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'if-none-match',
      'last-event-id',
      'traceparent',
    ],
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
    credentials: false,
  });
}
