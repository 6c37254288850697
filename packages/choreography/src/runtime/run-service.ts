import { type Observability, startObservability } from '@murmuration/observability';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { serviceLogger } from './logger.ts';
import { startService, type RunningService } from './start-service.ts';

/** A drain that takes longer than this ends hard, so that a restart is never held up; in milliseconds. */
const DRAIN_LIMIT_MS = 25_000;

/**
 * Runs a service as a program: drains on SIGTERM and SIGINT, and ends the process with a clear line when it cannot start. Tells of its work as the standard
 * `OTEL_*` variables say, and serves probes and metrics on `OPS_PORT`.
 */
export async function runService(
  definition: ServiceDefinition,
  settings: RuntimeSettings,
): Promise<RunningService> {
  const phase = new Phase();
  const observability = await observe(definition.name, settings, phase);
  const service = await startService(definition, settings).catch(async (error: unknown) => {
    await observability.stop();
    throw error;
  });
  phase.service = service;
  const running = {
    ...service,
    stop: async () => {
      phase.isDraining = true;
      await service.stop();
      await observability.stop();
    },
  };
  endWithSignals(running);
  return running;
}

/** What the probes are told. */
class Phase {
  service: RunningService | undefined;
  isDraining = false;

  async problems(): Promise<readonly string[]> {
    if (this.isDraining) return ['the service is draining'];
    return (await this.service?.problems()) ?? ['the service is starting'];
  }
}

async function observe(
  service: string,
  { OPS_PORT: port, OPS_HOST: host, LOG_LEVEL }: RuntimeSettings,
  phase: Phase,
): Promise<Observability> {
  return await startObservability({
    service,
    environment: process.env,
    log: serviceLogger(service, LOG_LEVEL),
    ...(port !== undefined && { ops: { host, port, problems: () => phase.problems() } }),
  });
}

function endWithSignals(service: RunningService): void {
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
}
