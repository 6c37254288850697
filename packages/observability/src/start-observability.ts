import type { Journal } from './journal.ts';
import type { OpsServer, OpsServerOptions } from './ops-server.ts';
import type { RunningSdk } from './start-sdk.ts';
import { type Environment, wantedOf } from './wanted.ts';

export interface ObservabilityOptions {
  /** The name under which the program is known, unless `OTEL_SERVICE_NAME` says another. */
  readonly service: string;
  readonly environment: Environment;
  readonly log: Journal;
  /** Where probes and metrics are served; nowhere without it. */
  readonly ops?: Omit<OpsServerOptions, 'metrics'>;
}

/** What lets others look into a program. */
export interface Observability {
  /** Where probes and metrics are served, `http://host:port`. */
  readonly opsUrl: string | undefined;
  /** Sends the last spans and metrics and closes the port. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Registers OpenTelemetry's SDK when the standard variables name where to send to, or when metrics are served, and serves probes and metrics. Call it before what
 * is to be watched starts. When nothing is wanted, nothing is loaded. Throws when the port cannot be had.
 */
export async function startObservability(options: ObservabilityOptions): Promise<Observability> {
  const sdk = await sdkFor(options);
  const server = await serve(options, sdk).catch(async (error: unknown) => {
    await sdk?.stop();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await sdk?.stop();
    await server?.close();
  };
  return {
    opsUrl: server?.url,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function sdkFor(options: ObservabilityOptions): Promise<RunningSdk | undefined> {
  const wanted = wantedOf(options.environment);
  const isScraped = options.ops !== undefined;
  if (wanted.isDisabled || !(wanted.traces || wanted.metrics || isScraped)) return undefined;
  // the SDK is large: it is loaded by those who use it
  const { startSdk } = await import('./start-sdk.ts');
  return await startSdk({ ...options, wanted, isScraped });
}

async function serve(
  { ops }: ObservabilityOptions,
  sdk: RunningSdk | undefined,
): Promise<OpsServer | undefined> {
  if (ops === undefined) return undefined;
  // with it comes Node's client for HTTP as well
  const { startOpsServer } = await import('./ops-server.ts');
  return await startOpsServer({ ...ops, metrics: sdk?.metrics });
}
