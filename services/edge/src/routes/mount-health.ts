import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/** What the edge stands on, at this moment. */
export interface Health {
  readonly isBrokerReachable: () => boolean;
  /** Whether any key is known by which tokens can be checked. */
  readonly areKeysKnown: () => boolean;
}

const options = { config: { isProbe: true } };

/** `/livez`: the process answers. `/readyz`: it can serve; without keys the public catalogue still is. */
export function mountHealth(app: FastifyInstance, health: Health): void {
  app.get('/livez', options, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', options, (_request, reply) => {
    if (!health.isBrokerReachable()) {
      throw new ProblemError('service_unavailable', { detail: 'The broker is out of reach.' });
    }
    const keys = health.areKeysKnown() ? 'known' : 'unknown';
    return reply
      .header('cache-control', 'no-store')
      .send({ status: 'ok', broker: 'reachable', keys });
  });
}
