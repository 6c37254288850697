import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { etagOf, isKnown } from '../caching/etag.ts';
import { buildDocument } from '../openapi/build-document.ts';
import { referencePage, STYLE } from '../openapi/reference-page.ts';
import type { Doors } from './doors.ts';
import { JSON_TYPE, type RouteParts } from './parts.ts';

const HTML = 'text/html';
const CACHE_CONTROL = 'public, max-age=300';

/** Serves what describes the routes: `/openapi.json` for programs, `/docs` for people. */
export function mountDocuments(
  app: FastifyInstance,
  doors: Doors,
  guard: RouteParts['guard'],
): void {
  const document = JSON.stringify(buildDocument(doors));
  const page = referencePage(doors);
  const style = createHash('sha256').update(STYLE).digest('base64');
  app.get('/openapi.json', { onRequest: guard('public', [JSON_TYPE]) }, (request, reply) =>
    send(request, reply.type(JSON_TYPE), document),
  );
  app.get('/docs', { onRequest: guard('public', [HTML]) }, (request, reply) => {
    reply.header('content-security-policy', `default-src 'none'; style-src 'sha256-${style}'`);
    return send(request, reply.type(`${HTML}; charset=utf-8`), page);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const etag = etagOf(text);
  reply.header('cache-control', CACHE_CONTROL).header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.send(text);
}
