import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  ConsoleMetricExporter,
  type MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { Environment } from './wanted.ts';

const USUAL_INTERVAL_MS = 60_000;
const USUAL_TIMEOUT_MS = 30_000;

/** Collects metrics when Prometheus asks. */
export interface Scraper {
  readonly reader: MetricReader;
  text(): Promise<string>;
}

/** A reader whose metrics are served by somebody else's HTTP server. */
export function scraper(): Scraper {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  const text = async (): Promise<string> => {
    const { resourceMetrics } = await reader.collect();
    return serializer.serialize(resourceMetrics);
  };
  return { reader, text };
}

/** The reader that sends metrics as the standard variables say: exporter, protocol, interval, time limit. */
export async function sender(environment: Environment): Promise<MetricReader> {
  const interval = numberOf(environment['OTEL_METRIC_EXPORT_INTERVAL'], USUAL_INTERVAL_MS);
  const timeout = numberOf(environment['OTEL_METRIC_EXPORT_TIMEOUT'], USUAL_TIMEOUT_MS);
  return new PeriodicExportingMetricReader({
    exporter: await exporterOf(environment),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(timeout, interval),
  });
}

async function exporterOf(environment: Environment): Promise<PushMetricExporter> {
  if (environment['OTEL_METRICS_EXPORTER']?.trim() === 'console') {
    return new ConsoleMetricExporter();
  }
  const protocol =
    environment['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] ??
    environment['OTEL_EXPORTER_OTLP_PROTOCOL'];
  switch (protocol?.trim() ?? '') {
    case 'grpc': {
      const grpc = await import('@opentelemetry/exporter-metrics-otlp-grpc');
      return new grpc.OTLPMetricExporter();
    }
    case 'http/json': {
      const http = await import('@opentelemetry/exporter-metrics-otlp-http');
      return new http.OTLPMetricExporter();
    }
    default: {
      const proto = await import('@opentelemetry/exporter-metrics-otlp-proto');
      return new proto.OTLPMetricExporter();
    }
  }
}

function numberOf(text: string | undefined, usual: number): number {
  const value = Number(text?.trim() || Number.NaN);
  return value > 0 ? value : usual;
}
