import { delimiter, join } from 'node:path';
import { type RunContext, childEnvironment, logPath } from './run-context.ts';
import { failure, startProgram } from './start-program.ts';

// More than there will be `dev` tasks: turbo refuses to start when not all can run at once.
const CONCURRENCY = 50;

/**
 * Starts the `dev` tasks of all workspaces.
 * @returns `ended` fails when they end
 */
export async function startTurbo(context: RunContext): Promise<{ ended: Promise<never> }> {
  const binaries = join(context.root, 'node_modules/.bin');
  const program = {
    name: 'turbo run dev',
    command: join(binaries, 'turbo'),
    words: ['run', 'dev', '--ui=stream', `--concurrency=${CONCURRENCY}`],
    directory: context.root,
    environment: childEnvironment(context, 'task', {
      PATH: `${binaries}${delimiter}${context.environment['PATH'] ?? ''}`,
      TURBO_TELEMETRY_DISABLED: '1',
    }),
    logFile: logPath(context.root, 'services'),
  };
  const { exited } = await startProgram(program);
  const ended = exited.then(async (how): Promise<never> => {
    throw new Error(await failure(program, `ended (${how})`));
  });
  ended.catch(() => {});
  return { ended };
}
