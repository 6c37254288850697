import { serviceLogger } from '@murmuration/choreography';
import { type Observability, startObservability } from '@murmuration/observability';
import type { EdgeSettings } from './config/edge-settings.ts';
import { type RunningEdge, type Served, startEdge } from './start-edge.ts';

/** A drain that takes longer than this ends hard, so that a restart is never held up; in milliseconds. */
const DRAIN_LIMIT_MS = 25_000;

/**
 * Runs the edge as a program: drains on SIGTERM and SIGINT, and ends the process when the broker refuses it for good. Tells of its work as the standard `OTEL_*`
 * variables say; `OPS_PORT` serves metrics.
 */
export async function runEdge(settings: EdgeSettings, served: Served): Promise<RunningEdge> {
  const observability = await observe(settings);
  const edge = await startEdge(settings, served).catch(async (error: unknown) => {
    await observability.stop();
    throw error;
  });
  endWithSignals(edge, observability);
  return edge;
}

/** Probes of the edge are its own routes; what is served beside them is for the metrics. */
async function observe({ OPS_PORT, OPS_HOST, LOG_LEVEL }: EdgeSettings): Promise<Observability> {
  return await startObservability({
    service: 'edge',
    environment: process.env,
    log: serviceLogger('edge', LOG_LEVEL),
    ...(OPS_PORT !== undefined && {
      ops: { host: OPS_HOST, port: OPS_PORT, problems: async () => [] },
    }),
  });
}

function endWithSignals(edge: RunningEdge, observability: Observability): void {
  const stop = (signal: NodeJS.Signals): void => {
    edge.logger.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
    void edge
      .stop()
      .then(() => observability.stop())
      .then(() => process.exit(0));
  };
  void edge.ended.then((error) => {
    if (!(error instanceof Error)) return;
    edge.logger.fatal({ err: error }, 'the connection to the broker was closed for good');
    process.exit(1);
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
