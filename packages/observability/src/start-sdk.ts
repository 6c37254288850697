import { context, diag, DiagLogLevel, metrics, propagation, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Journal } from './journal.ts';
import { type Scraper, scraper, sender } from './metric-readers.ts';
import type { Environment, Wanted } from './wanted.ts';

/** A batch links to each of its messages; the SDK's own limit would cut that off at 128. */
const MOST_LINKS = 2_000;
/** How long a stop waits for a collector that does not take the last spans, in milliseconds. */
const STOP_LIMIT_MS = 3_000;

/** An SDK that is registered in this process. */
export interface RunningSdk {
  /** The metrics as Prometheus reads them, when somebody wants to scrape. */
  readonly metrics: (() => Promise<string>) | undefined;
  /** Sends what was not sent yet, as far as the collector takes it within a few seconds, and makes room for another SDK. */
  stop(): Promise<void>;
}

export interface SdkOptions {
  readonly service: string;
  readonly environment: Environment;
  readonly wanted: Wanted;
  readonly isScraped: boolean;
  readonly log: Journal;
}

/** Registers OpenTelemetry's SDK. Samplers, exporters, limits and resources come from its standard variables. */
export async function startSdk(options: SdkOptions): Promise<RunningSdk> {
  const { service, environment, wanted, isScraped } = options;
  tellTroubles(options.log);
  const scraped: Scraper | undefined = isScraped ? scraper() : undefined;
  const metricReaders = [
    ...(scraped === undefined ? [] : [scraped.reader]),
    ...(wanted.metrics ? [await sender(environment)] : []),
  ];
  const sdk = new NodeSDK({
    serviceName: environment['OTEL_SERVICE_NAME']?.trim() || service,
    metricReaders,
    logRecordProcessors: [],
    ...(!wanted.traces && { spanProcessors: [] }),
    spanLimits: {
      linkCountLimit: Number(environment['OTEL_SPAN_LINK_COUNT_LIMIT'] || MOST_LINKS),
    },
  });
  sdk.start();
  return { metrics: scraped && (() => scraped.text()), stop: () => stopInTime(sdk) };
}

/** What the SDK complains of goes to the service's log, such as a collector that is away. */
function tellTroubles(log: Journal): void {
  const quiet = (): void => undefined;
  const tell = (message: string): void => log.warn({ telemetry: message }, 'telemetry is troubled');
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

async function stopInTime(sdk: NodeSDK): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, STOP_LIMIT_MS);
  await Promise.race([sdk.shutdown().catch(() => undefined), patience.promise]);
  clearTimeout(timer);
  for (const registry of [trace, metrics, context, propagation]) registry.disable();
}
