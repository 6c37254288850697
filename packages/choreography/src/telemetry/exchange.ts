import {
  type Attributes,
  context,
  type Histogram,
  type Meter,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { RequestError } from '../queries/request-error.ts';
import { errorTypeOf, fault, NAMES, RPC_SYSTEM } from './conventions.ts';
import { histogram, registeredMeter, SECONDS } from './meters.ts';
import { contextIn, traceparentOf } from './span-context.ts';
import { registeredTracer, within } from './telemetry.ts';

/** An exchange of request and reply over the broker. */
interface Exchange {
  /** The subject, without what differs from request to request. */
  readonly method: string;
  /** The context that the request came with, or is caused by. */
  readonly traceparent: string | undefined;
}

/** Answers a request in a span of its own, which is handed to the work as context; without telemetry the context is the one that came. */
export async function answering<Result>(
  exchange: Exchange,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  const meter = registeredMeter();
  if (meter === undefined) return await inSpan(SpanKind.SERVER, exchange, work);
  const begun = performance.now();
  const measure = (failure: Attributes): void =>
    durations(meter).record((performance.now() - begun) / 1_000, {
      ...RPC_SYSTEM,
      [NAMES.method]: exchange.method,
      ...failure,
    });
  try {
    const result = await inSpan(SpanKind.SERVER, exchange, work);
    measure({});
    return result;
  } catch (error) {
    measure(failureOf(error));
    throw error;
  }
}

/** Asks somebody in a span of its own, whose context travels with the question. */
export async function asking<Result>(
  exchange: Exchange,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  return await inSpan(SpanKind.CLIENT, exchange, work);
}

async function inSpan<Result>(
  kind: SpanKind,
  { method, traceparent }: Exchange,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  const span = registeredTracer()?.startSpan(
    method,
    { kind, attributes: { ...RPC_SYSTEM, [NAMES.method]: method } },
    // who asks without saying why asks because of what is under way
    traceparent === undefined && kind === SpanKind.CLIENT
      ? context.active()
      : contextIn(traceparent),
  );
  if (span === undefined) return await work(traceparent);
  try {
    return await within(span, () => work(traceparentOf(span)));
  } catch (error) {
    refused(span, kind, error);
    throw error;
  } finally {
    span.end();
  }
}

/** To who answers, a refusal of what the asker can mend is no fault; to who asks, it is one. */
function refused(span: Span, kind: SpanKind, error: unknown): void {
  const isOurs = !(error instanceof RequestError) || error.status >= 500;
  if (isOurs || kind === SpanKind.CLIENT) fault(span, error);
  span.setAttributes(failureOf(error));
}

const failureOf = (error: unknown): Attributes =>
  error instanceof RequestError
    ? { [NAMES.errorType]: String(error.status), [NAMES.status]: String(error.status) }
    : { [NAMES.errorType]: errorTypeOf(error) };

const known = new WeakMap<Meter, Histogram>();

function durations(meter: Meter): Histogram {
  const made =
    known.get(meter) ??
    histogram(meter, 'rpc.server.call.duration', {
      unit: 's',
      description: 'Answering a request, from its arrival to the answer',
      bounds: SECONDS,
    });
  known.set(meter, made);
  return made;
}

/** The ids of the span that the caller is in, for log lines; nothing outside of any. */
export function traceOfLogLine(): Readonly<Record<string, string>> {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}
