import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Reader } from '../identity/reader.ts';
import { type AddressTexts, readParameters } from '../input/read-parameters.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { originOf } from '../protection/origin.ts';
import type { RouteParts } from '../routes/parts.ts';
import { onceClosed } from './once-closed.ts';
import type { OpenStreams } from './open-streams.ts';
import { RunningStreams } from './running-streams.ts';
import { type OrderStory, type StoryParts, tellOrder } from './order-story.ts';
import { lingerLeft, serveStory, type ServingRules } from './serve-story.ts';

export const ORDER_EVENTS_PATH = '/orders/:orderId/events';
export const EVENT_STREAM = 'text/event-stream';

export interface OrderEventsParts extends StoryParts {
  readonly guard: RouteParts['guard'];
  readonly open: OpenStreams;
  readonly rules: ServingRules;
}

type EventsRequest = FastifyRequest<{
  Params: AddressTexts['path'];
  Querystring: AddressTexts['query'];
}>;

const parameters = z.object({ orderId: z.string() });

/** Serves the progress of an order as server-sent events, to its customer and to operators; `Last-Event-ID` resumes. */
export function mountOrderEvents(app: FastifyInstance, parts: OrderEventsParts): void {
  const streams = new RunningStreams();
  // a server closes only when nobody is left
  app.addHook('preClose', async () => streams.end());
  const options = { onRequest: parts.guard('owner', [EVENT_STREAM]), exposeHeadRoute: false };
  app.get(ORDER_EVENTS_PATH, options, async (request: EventsRequest, reply) => {
    const { params: path, query } = request;
    const { orderId } = parameters.parse(readParameters(parameters, { path, query }));
    const { userId, expiresAt } = readerOf(request);
    onceClosed(reply.raw, parts.open.enter(userId));
    const lastEventId = positionIn(request.headers['last-event-id']);
    const story = await tellOrder(parts, orderId, originOf(request), lastEventId);
    if (lastEventId !== undefined && isOver(story, parts.rules)) {
      story.watch.stop();
      return reply.code(204).send();
    }
    beginStream(reply);
    streams.add(reply.raw, serveStory(reply.raw, story, expiresAt, parts.rules));
    return reply;
  });
}

function readerOf(request: FastifyRequest): Reader {
  if (request.reader !== undefined) return request.reader;
  throw new ProblemError('not_signed_in');
}

function positionIn(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** Whether there is nothing to tell any more: an answer without content keeps a browser from coming back. */
function isOver({ past, closedAt }: OrderStory, rules: ServingRules): boolean {
  return past?.length === 0 && closedAt !== undefined && lingerLeft(closedAt, rules) === 0;
}

function beginStream(reply: FastifyReply): void {
  reply.hijack();
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  reply.raw.writeHead(200, {
    ...Object.fromEntries(headers),
    'content-type': EVENT_STREAM,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  reply.raw.flushHeaders();
}
