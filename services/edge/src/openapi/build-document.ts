import { ORDER_EVENTS_PATH } from '../order-events/mount-order-events.ts';
import type { Doors } from '../routes/doors.ts';
import type { Json } from './json-schema.ts';
import { orderEventsOperation, queryOperation, requestOperation } from './operations.ts';
import { problemDocumentSchema, problemResponse } from './problem-responses.ts';

/** The OpenAPI 3.1 document of everything that the edge serves to programs. */
export function buildDocument({ queries, requests }: Doors): Json {
  const operations: readonly (readonly [string, string, Json])[] = [
    ...queries.map((door) => [door.path, 'get', queryOperation(door)] as const),
    ...requests.map((door) => [door.path, 'post', requestOperation(door)] as const),
    [ORDER_EVENTS_PATH, 'get', orderEventsOperation],
  ];
  const paths: Record<string, Record<string, Json>> = {};
  for (const [path, method, operation] of operations) {
    (paths[templated(path)] ??= {})[method] = operation;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Murmuration',
      version: '1',
      description:
        'Reads, account calls and the progress of orders. Commands go over NATS. Problems are told as RFC 9457; docs/errors.md says how to mend each code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.flatMap(([, , operation]) => operation['tags'] ?? []))].map(
      (name) => ({ name }),
    ),
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: { Problem: problemDocumentSchema },
      responses: { Problem: problemResponse },
    },
  };
}

/** `/orders/:orderId` as OpenAPI writes it: `/orders/{orderId}`. */
const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
