import {
  type Context,
  context,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { Delivery } from '../batch/delivery.ts';
import type { Work } from '../batch/load-states.ts';
import type { ServicePlan } from '../batch/service-plan.ts';
import type { Message } from '../definition/message.ts';
import type { OutboxRow } from '../outbox/outbox-row.ts';
import { destinationOf, errorTypeOf, fault, NAMES, OWN, PROCESS, SYSTEM } from './conventions.ts';
import { Measures } from './measures.ts';
import { type Meters, openMeters, registeredMeter, SCOPE } from './meters.ts';
import { Sending } from './sending.ts';
import { contextIn, traceparentOf } from './span-context.ts';

/** The tracer that somebody has registered in this process; undefined when nobody traces. */
export function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  if (provider instanceof ProxyTracerProvider) return provider.getDelegateTracer(SCOPE);
  return provider.getTracer(SCOPE);
}

/** A message that is delivered for a reaction. */
export interface WatchedWork extends Work {
  readonly delivery: Delivery;
}

/**
 * What the runtime tells of its work. It speaks to OpenTelemetry's API alone; whoever registers an SDK before the service starts is told. When nobody does there
 * is no `Telemetry` at all, and what would tell it costs one look at an absent value.
 */
export class Telemetry {
  readonly tracer: Tracer | undefined;
  readonly meters: Meters | undefined;
  readonly measures: Measures | undefined;
  /** The spans of messages that are being processed, by the copies that carry their context. */
  private readonly spans = new WeakMap<Message, Span>();
  /** When processing began, in the milliseconds of `performance.now`. */
  private readonly begunAt = new WeakMap<Delivery, number>();

  private constructor(plan: ServicePlan) {
    const meter = registeredMeter();
    this.tracer = registeredTracer();
    this.meters = meter && openMeters(meter);
    this.measures = meter && new Measures(meter, plan.measures);
  }

  /** Undefined when nobody traces or measures in this process. */
  static open(plan: ServicePlan): Telemetry | undefined {
    const telemetry = new Telemetry(plan);
    const { tracer, meters } = telemetry;
    return tracer === undefined && meters === undefined ? undefined : telemetry;
  }

  /** A message goes to the broker. */
  send(row: OutboxRow): Sending {
    return new Sending(this, row);
  }

  /** The broker has delivered a message. */
  consumed(group: string, subject: string): void {
    this.meters?.consumed.add(1, {
      ...SYSTEM,
      [NAMES.operationName]: 'receive',
      [NAMES.group]: group,
      [NAMES.template]: destinationOf(subject),
    });
  }

  /** Processing of a message begins. */
  begin(delivery: Delivery): void {
    this.begunAt.set(delivery, performance.now());
  }

  keep(message: Message, span: Span): void {
    this.spans.set(message, span);
  }

  spanOf(message: Message): Span | undefined {
    return this.spans.get(message);
  }

  /** Processing of a message has come to its end; `error` is undefined when it went well. */
  finish({ delivery, message }: WatchedWork, group: string, error: unknown): void {
    const now = performance.now();
    this.meters?.processing.record((now - (this.begunAt.get(delivery) ?? now)) / 1_000, {
      ...SYSTEM,
      ...PROCESS,
      [NAMES.group]: group,
      [NAMES.template]: destinationOf(delivery.subject),
      ...(error !== undefined && { [NAMES.errorType]: errorTypeOf(error) }),
    });
    const span = this.spans.get(message);
    if (error !== undefined) fault(span, error);
    span?.end();
  }

  /** A call to the outside, as a part of processing a message; log lines in it tell its trace. */
  async call<Result>(
    reaction: string,
    message: Message,
    perform: () => Promise<Result>,
  ): Promise<Result> {
    const begun = performance.now();
    const attributes = { [OWN.reaction]: reaction };
    const span = this.tracer?.startSpan(
      `call ${reaction}`,
      { kind: SpanKind.CLIENT, attributes },
      contextIn(message.traceparent),
    );
    try {
      const result = await within(span, perform);
      this.meters?.calling.record((performance.now() - begun) / 1_000, attributes);
      return result;
    } catch (error) {
      fault(span, error);
      this.meters?.calling.record((performance.now() - begun) / 1_000, {
        ...attributes,
        [NAMES.errorType]: errorTypeOf(error),
      });
      throw error;
    } finally {
      span?.end();
    }
  }
}

/** Begins a trace for what comes from outside without one; the work goes on in the trace that the caller is in, if any. */
export async function tracedFact<Result>(
  name: string,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  const span = registeredTracer()?.startSpan(`record ${name}`, {}, context.active());
  try {
    return await within(span, () => work(span && traceparentOf(span)));
  } finally {
    span?.end();
  }
}

/** Runs work so that what it logs, and what it calls, belongs to the span. */
export function within<Result>(span: Span | undefined, work: () => Promise<Result>) {
  return span === undefined ? work() : context.with(inSpan(span), work);
}

const inSpan = (span: Span): Context => trace.setSpan(context.active(), span);
