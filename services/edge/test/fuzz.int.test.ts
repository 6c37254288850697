import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerChecker } from './support/check-answer.ts';
import {
  type MadeUp,
  madeUpRequests,
  operationsOf,
  readDocument,
} from './support/described-requests.ts';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';

/** How many requests are made up, and from which seed: a failure prints the one to use again. */
const REQUESTS = Number(process.env['EDGE_FUZZ'] ?? 1_000);
const SEED = Number(process.env['EDGE_FUZZ_SEED'] ?? 20_260_105);
/** An edge that runs elsewhere, such as that of a whole shop, and access tokens for it, separated by commas. */
const OTHER_EDGE = process.env['EDGE_FUZZ_URL'];
const OTHER_TOKENS = process.env['EDGE_FUZZ_TOKENS'] ?? 'none';
const MS_PER_REQUEST = 300;

let world: EdgeWorld | undefined;
let url: string;
let tokens: readonly string[];
beforeAll(async () => {
  if (OTHER_EDGE !== undefined) {
    url = OTHER_EDGE;
    tokens = OTHER_TOKENS.split(',');
    return;
  }
  world = await edgeWorld({ EDGE_STREAMS_PER_USER: '1000' });
  url = world.edge.url;
  tokens = [
    await world.token(),
    await world.token('u-other'),
    await world.token('u-operator', ['operator']),
  ];
});
afterAll(() => world?.stop());

/** The answer; a stream is left as soon as it begins. */
async function send({ method, address, headers, body }: MadeUp): Promise<Response> {
  const controller = new AbortController();
  const withBody = body !== undefined && !['GET', 'HEAD'].includes(method);
  const response = await fetch(`${url}${address}`, {
    method,
    headers,
    signal: controller.signal,
    redirect: 'manual',
    ...(withBody && { body }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    controller.abort();
  }
  return response;
}

describe('every route, from the description of the edge', () => {
  it(
    `answers ${REQUESTS} requests as described, and fails at none`,
    async () => {
      const document = readDocument(await (await fetch(`${url}/openapi.json`)).json());
      const operations = operationsOf(document);
      const check = answerChecker(document);
      const counts = new Map<string, number>();
      const property = fc.asyncProperty(madeUpRequests(operations, tokens), async (made) => {
        const response = await send(made);
        expect(await check(made, response)).toBeUndefined();
        const outcome = `${made.operation.operationId} ${Math.floor(response.status / 100)}xx`;
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      });
      await fc.assert(property, { numRuns: REQUESTS, seed: SEED });
      const untouched = operations.filter(({ operationId }) => !counts.has(`${operationId} 2xx`));
      // a few requests reach not everything, and made-up ids of a whole shop lead nowhere
      if (OTHER_EDGE === undefined && REQUESTS >= 1_000)
        expect(untouched.map(({ operationId }) => operationId)).toEqual([]);
    },
    10_000 + REQUESTS * MS_PER_REQUEST,
  );
});
