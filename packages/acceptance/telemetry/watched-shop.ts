import { freePort } from '@murmuration/devkit';
import { SERVICE_NAMES, type ServiceName, type Shop, startShop } from '@murmuration/testkit';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
import { parsePrometheus, type Sample } from './prometheus-text.ts';

/** A shop whose services tell of their work. */
export interface WatchedShop {
  readonly shop: Shop;
  readonly receiver: OtlpReceiver;
  /** Where a service serves its probes and metrics. */
  opsUrl(service: ServiceName): string;
  /** What a service's metrics say now. */
  scrape(service: ServiceName): Promise<readonly Sample[]>;
  stop(): Promise<void>;
}

export async function startWatchedShop(): Promise<WatchedShop> {
  const receiver = await startOtlpReceiver();
  const ports = new Map<ServiceName, number>();
  for (const service of SERVICE_NAMES) ports.set(service, await freePort());
  const environment = (service: ServiceName) => ({
    OPS_PORT: String(ports.get(service)),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
  });
  const env = Object.fromEntries(
    SERVICE_NAMES.map((service) => [service, environment(service)] as const),
  );
  const shop = await startShop({ env }).catch(async (error: unknown) => {
    await receiver.stop();
    throw error;
  });
  const opsUrl = (service: ServiceName): string => `http://127.0.0.1:${ports.get(service) ?? 0}`;
  return {
    shop,
    receiver,
    opsUrl,
    scrape: async (service) =>
      parsePrometheus(await (await fetch(`${opsUrl(service)}/metrics`)).text()),
    stop: async () => {
      await shop.stop();
      await receiver.stop();
    },
  };
}
