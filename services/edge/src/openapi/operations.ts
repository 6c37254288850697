import type { RouteAccess } from '../identity/access.ts';
import type { QueryDoor, RequestDoor } from '../routes/doors.ts';
import { EVENT_STREAM } from '../order-events/mount-order-events.ts';
import { fieldsOf, inputSchema, type Json, servedSchema } from './json-schema.ts';
import { problemResponses } from './problem-responses.ts';

/** For people: who may come through. */
const WHO: Readonly<Record<RouteAccess, string>> = {
  public: 'Anybody.',
  'signed-in': 'Whoever is signed in.',
  own: 'Whoever is signed in, about themselves.',
  owner: 'The customer whom it concerns, and operators; for others it does not exist.',
  operator: 'Operators.',
};

const JSON_BODY = 'application/json';
const header = (description: string, type = 'string'): Json => ({ description, schema: { type } });

/** The operation of a query. */
export function queryOperation({ contract, path, access }: QueryDoor): Json {
  const [example] = contract.examples;
  const ok = {
    description: 'The answer',
    headers: {
      ETag: header('Changes with the answer. Send it as If-None-Match.'),
      Link: header('Where the next page is, rel="next", unless this is the last.'),
      'Murmuration-Stale': header(
        '`true` for an old answer, given because the service is away; Age says how old.',
      ),
    },
    content: {
      [JSON_BODY]: {
        schema: servedSchema(contract.result),
        ...(example && { example: example.result }),
      },
    },
  };
  return {
    ...commonOf(contract, access),
    parameters: [...parametersOf(contract.params, path), ifNoneMatch],
    responses: {
      200: ok,
      304: { description: 'As If-None-Match names it' },
      ...problemResponses(access, 'GET'),
    },
  };
}

const ifNoneMatch: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'An ETag: the same answer is not sent again.',
  schema: { type: 'string' },
};

/** The operation of a request. */
export function requestOperation({ contract, access, status }: RequestDoor): Json {
  const [example] = contract.examples;
  return {
    ...commonOf(contract, access),
    requestBody: {
      required: !contract.data.safeParse({}).success,
      content: {
        [JSON_BODY]: {
          schema: { ...inputSchema(contract.data), additionalProperties: false },
          ...(example && { example: example.data }),
        },
      },
    },
    responses: {
      [status]: {
        description: 'Done',
        ...(status !== 204 && {
          content: {
            [JSON_BODY]: {
              schema: servedSchema(contract.result),
              ...(example && { example: example.result }),
            },
          },
        }),
      },
      ...problemResponses(access, 'POST'),
    },
  };
}

/** The operation of the stream of an order's progress. */
export const orderEventsOperation: Json = {
  operationId: 'order.events',
  tags: ['order'],
  summary: 'order.events',
  description: `${WHO.owner} Server-sent events: \`state\` with the order as order.get tells it, \`progress\` for each event of it that is its customer’s business, with the position on the stream as id, and \`end\` with the reason: \`final\`, \`token_expired\`, \`restart\`. An order that came to its end is told of for a while; after that, and after a position that knows all, the answer has no content.`,
  security: [{ accessToken: [] }],
  parameters: [
    { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } },
    {
      name: 'Last-Event-ID',
      in: 'header',
      required: false,
      description: 'The id of the last event that was read: what came after it is told first.',
      schema: { type: 'string' },
    },
  ],
  responses: {
    200: { description: 'The stream', content: { [EVENT_STREAM]: {} } },
    204: { description: 'There is nothing more to tell' },
    ...problemResponses('owner', 'GET'),
  },
};

function commonOf(
  { type, context }: { readonly type: string; readonly context: string },
  access: RouteAccess,
): Json {
  return {
    operationId: type,
    tags: [context],
    summary: type,
    description: WHO[access],
    security: access === 'public' ? [] : [{ accessToken: [] }],
  };
}

function parametersOf(params: Parameters<typeof fieldsOf>[0], path: string): readonly Json[] {
  return fieldsOf(params).map(({ name, schema, required }) => {
    const isInPath = path.split('/').includes(`:${name}`);
    return { name, in: isInPath ? 'path' : 'query', required: isInPath || required, schema };
  });
}
