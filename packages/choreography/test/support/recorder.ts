import { type Attributes, context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { eventually } from '@murmuration/testkit';

class PulledReader extends MetricReader {
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}

/** An SDK that keeps what the runtime tells in this process. */
export class Recorder {
  private readonly exporter = new InMemorySpanExporter();
  private readonly reader = new PulledReader();

  /** Registers itself for the whole process; begin with it. */
  constructor() {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const spanProcessors = [new SimpleSpanProcessor({ exporter: this.exporter })];
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.reader] }));
  }

  /** The ended spans of one trace with this name, once there are as many. */
  async spans(traceId: string, name: string, count: number): Promise<readonly ReadableSpan[]> {
    return await eventually(
      () => {
        const found = this.exporter
          .getFinishedSpans()
          .filter((span) => span.spanContext().traceId === traceId && span.name === name);
        return found.length >= count ? found : undefined;
      },
      { what: `${count} × ${name} in the trace ${traceId}` },
    );
  }

  async span(traceId: string, name: string): Promise<ReadableSpan> {
    const [first] = await this.spans(traceId, name, 1);
    if (first === undefined) throw new Error('unreachable: a span was waited for');
    return first;
  }

  /** The sum of a metric over all points with these attributes; of a histogram, how many values there were. */
  async total(name: string, attributes: Attributes = {}): Promise<number> {
    const { resourceMetrics } = await this.reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints.map(({ value, ...point }) => ({ value, point })))
      .filter(({ point }) =>
        Object.entries(attributes).every(([key, is]) => point.attributes[key] === is),
      )
      .reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.count), 0);
  }

  async stop(): Promise<void> {
    await this.reader.shutdown();
    trace.disable();
    metrics.disable();
    context.disable();
  }
}

export const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;
export const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
