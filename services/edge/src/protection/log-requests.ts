import type { FastifyInstance } from 'fastify';
import { traceOf } from './origin.ts';

/** One line per answer: the route, never the address itself, which may hold what somebody searched for. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { isProbe } = request.routeOptions.config;
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      traceId: traceOf(request),
    };
    if (isProbe === true) request.log.debug(line, 'probed');
    else request.log.info(line, 'answered');
  });
}
