import { querySubject } from '@murmuration/choreography';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Question } from '../asking/ask.ts';
import { cacheControlOf } from '../caching/cache-control.ts';
import { etagOf, isKnown } from '../caching/etag.ts';
import { hasPages, linkToNext } from '../caching/next-page.ts';
import { type AddressTexts, readParameters } from '../input/read-parameters.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { originOf } from '../protection/origin.ts';
import type { QueryDoor } from './doors.ts';
import { JSON_TYPE, type RouteParts } from './parts.ts';

type QueryRequest = FastifyRequest<{
  Params: AddressTexts['path'];
  Querystring: AddressTexts['query'];
}>;

/** An answer's JSON text; with its age when it is an old one, given because its service is away. */
interface Answer {
  readonly text: string;
  readonly ageSeconds?: number;
}

/** Serves a query. The answer goes out as the text that the service sent: it was checked there against the contract. */
export function mountQuery(app: FastifyInstance, door: QueryDoor, parts: RouteParts): void {
  const { contract, path, access } = door;
  const subject = querySubject(contract.type);
  const orKept = orStale(parts);
  const isPaged = hasPages(contract.params, contract.result);
  const cacheControl = cacheControlOf(access, parts.caching);
  app.get(
    path,
    { onRequest: parts.guard(access, [JSON_TYPE]) },
    async (request: QueryRequest, reply) => {
      const params = readParameters(contract.params, {
        path: request.params,
        query: request.query,
      });
      const body = JSON.stringify(params);
      const question = { subject, body, ...originOf(request) };
      const isKept = access === 'public' && isOneOfFew(request.query);
      const given = await (isKept ? orKept(question) : parts.ask(question));
      const { text, ageSeconds } = typeof given === 'string' ? { text: given } : given;
      if (text === 'null') throw new ProblemError('not_found');
      reply.header('cache-control', cacheControl);
      if (ageSeconds !== undefined) markStale(reply, ageSeconds);
      if (isPaged) link(reply, linkToNext(request.url, text));
      return send(request, reply, text);
    },
  );
}

/**
 * Whether there are only so many such questions. Of words to search for and made-up cursors there are any number: a stranger who asks with them would push out of memory what
 * is kept for an outage.
 */
const isOneOfFew = (query: object): boolean => Object.keys(query).every((name) => name === 'limit');

/** Asks, and remembers the answer for the time that the service is away. What it refuses, it refuses. */
function orStale({ ask, stale }: RouteParts): (question: Question) => Promise<Answer> {
  return async (question) => {
    const key = `${question.subject} ${question.body}`;
    try {
      const text = await ask(question);
      if (text !== 'null') stale.remember(key, text);
      return { text };
    } catch (error) {
      const kept = stale.recall(key);
      if (kept === undefined || !(error instanceof ProblemError) || error.status < 500) throw error;
      return kept;
    }
  };
}

function markStale(reply: FastifyReply, ageSeconds: number): void {
  reply.header('age', String(ageSeconds)).header('murmuration-stale', 'true');
}

function link(reply: FastifyReply, next: string | undefined): void {
  if (next !== undefined) reply.header('link', next);
}

function send(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const etag = etagOf(text);
  reply.header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type(JSON_TYPE).send(text);
}
