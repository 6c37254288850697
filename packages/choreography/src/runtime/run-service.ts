import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { startService, type RunningService } from './start-service.ts';

/** A drain that takes longer than this ends hard, so that a restart is never held up; in milliseconds. */
const DRAIN_LIMIT_MS = 25_000;

/** Runs a service as a program: drains on SIGTERM and SIGINT, and ends the process with a clear line when it cannot start. */
export async function runService(
  definition: ServiceDefinition,
  settings: RuntimeSettings,
): Promise<RunningService> {
  const service = await startService(definition, settings);
  const stop = (signal: NodeJS.Signals): void => {
    service.logger.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        service.logger.error({ err: error }, 'the drain failed');
        process.exit(1);
      },
    );
  };
  // a broker that refuses us for good is not coming back to this process; whoever watches over it starts a new one
  void service.ended.then((error) => {
    if (!(error instanceof Error)) return;
    service.logger.fatal({ err: error }, 'the connection to the broker was closed for good');
    process.exit(1);
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return service;
}
