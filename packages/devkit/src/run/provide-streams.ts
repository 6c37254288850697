import { join } from 'node:path';
import type { Nats } from './provide-nats.ts';
import { type RunContext, nodeProgram } from './run-context.ts';
import { runProgram } from './start-program.ts';

const SCRIPT = join(import.meta.dirname, '../../../broker/src/provide-streams.ts');

/** Brings the streams up to date as the operator: the users of the services may only make those that are missing. */
export async function provideStreams(context: RunContext, nats: Nats): Promise<void> {
  const identity = nats.user === '' ? {} : { NATS_USER: nats.user, NATS_PASSWORD: nats.password };
  const program = nodeProgram(context, 'streams', [SCRIPT], { NATS_URL: nats.url, ...identity });
  await context.report.step('streams', () => runProgram(program));
}
