import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { OWNER } from './support/stand-ins.ts';

/** The program of schemathesis, where there is one. */
const PROGRAM = process.env['SCHEMATHESIS'];
const EXAMPLES = process.env['SCHEMATHESIS_EXAMPLES'] ?? '20';
const TIMEOUT_MS = 600_000;

describe.runIf(PROGRAM !== undefined)('schemathesis', () => {
  let world: EdgeWorld;
  beforeAll(async () => {
    world = await edgeWorld({ EDGE_STREAMS_PER_USER: '1000', EDGE_LINGER_SECONDS: '0' });
    // the order came to its end, so that streams about it end
    world.services.behaviours.set('order.get', () => ({
      orderId: 'o-1',
      customerId: OWNER,
      status: 'confirmed',
      lines: [],
      total: null,
      placedAt: null,
      deadline: null,
      closedAt: '2026-01-05T09:00:02.000Z',
      cancellation: null,
      rejection: null,
      version: 2,
    }));
  });
  afterAll(() => world.stop());

  it(
    'finds nothing that is not as described',
    async () => {
      const token = await world.token(OWNER, ['customer', 'operator']);
      const said = await run([
        'run',
        `${world.edge.url}/openapi.json`,
        `--header=Authorization: Bearer ${token}`,
        `--max-examples=${EXAMPLES}`,
        '--seed=1',
        '--phases=examples,coverage,fuzzing',
        // OpenAPI has no words for a parameter that another one asks for
        '--exclude-checks=positive_data_acceptance',
        '--no-color',
      ]);
      expect(said.code, said.text).toBe(0);
    },
    TIMEOUT_MS,
  );
});

function run(parameters: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(PROGRAM ?? '', parameters, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, text: stdout + stderr });
    });
  });
}
