import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/** A route as it was mounted. */
export interface MountedRoute {
  readonly method: string;
  readonly path: string;
}

/** Tells which routes an instance mounts from now on. */
export function collectRoutes(app: FastifyInstance): readonly MountedRoute[] {
  const routes: MountedRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (url === '*') return;
    for (const each of [method].flat()) routes.push({ method: each, path: url });
  });
  return routes;
}

/** Answers an address that is not served with 404, and one that is served for other methods with 405 and `Allow`. */
export function handleUnknownRoutes(app: FastifyInstance, routes: readonly MountedRoute[]): void {
  const refuse = (request: FastifyRequest): never => {
    const [path = ''] = request.url.split('?');
    const allowed = methodsOf(path, routes);
    if (allowed.length === 0) throw new ProblemError('no_such_route');
    const allow = allowed.join(', ');
    throw new ProblemError('method_not_allowed', { detail: `Use ${allow}.`, headers: { allow } });
  };
  // before a body is read that nobody wants
  app.addHook('onRequest', async (request) => {
    if (request.is404) refuse(request);
  });
  app.setNotFoundHandler(refuse);
}

/** The methods that a path is served for. */
export function methodsOf(path: string, routes: readonly MountedRoute[]): readonly string[] {
  const parts = path.split('/');
  const found = routes.filter((route) => {
    const wanted = route.path.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((part, at) => (part.startsWith(':') ? parts[at] !== '' : part === parts[at]))
    );
  });
  return [...new Set(found.map(({ method }) => method))].toSorted();
}
