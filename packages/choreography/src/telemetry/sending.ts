import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import type { OutboxRow } from '../outbox/outbox-row.ts';
import {
  destinationAttributes,
  destinationOf,
  errorTypeOf,
  fault,
  NAMES,
  SEND,
  SYSTEM,
} from './conventions.ts';
import { contextIn, traceparentOf } from './span-context.ts';
import type { Telemetry } from './telemetry.ts';

/** One message on its way to the broker, from the send to the acknowledgement. It continues the trace of what caused the message. */
export class Sending {
  /** The context that travels with the message. */
  readonly traceparent: string;
  private readonly telemetry: Telemetry;
  private readonly span: Span | undefined;
  private readonly template: string;
  private readonly begunAt = performance.now();

  constructor(telemetry: Telemetry, row: OutboxRow) {
    this.telemetry = telemetry;
    this.template = destinationOf(row.subject);
    this.span = telemetry.tracer?.startSpan(
      `send ${this.template}`,
      { kind: SpanKind.PRODUCER },
      contextIn(row.traceparent),
    );
    if (this.span?.isRecording() === true) this.span.setAttributes(attributesOf(row));
    this.traceparent = this.span === undefined ? row.traceparent : traceparentOf(this.span);
  }

  /** The broker has it. */
  stored(): void {
    this.measure({ ...SYSTEM, ...SEND, [NAMES.template]: this.template });
    this.span?.end();
  }

  /** The broker does not have it, or has not said so. */
  failed(error: unknown): void {
    const about = { [NAMES.template]: this.template, [NAMES.errorType]: errorTypeOf(error) };
    this.measure({ ...SYSTEM, ...SEND, ...about });
    this.telemetry.meters?.publishFailures.add(1, about);
    fault(this.span, error);
    this.span?.end();
  }

  private measure(attributes: Attributes): void {
    const { meters } = this.telemetry;
    meters?.sent.add(1, attributes);
    meters?.operations.record((performance.now() - this.begunAt) / 1_000, attributes);
  }
}

const attributesOf = (row: OutboxRow): Attributes => ({
  ...SYSTEM,
  ...SEND,
  ...destinationAttributes(row.subject),
  [NAMES.messageId]: row.id,
  [NAMES.conversationId]: row.correlationId,
  [NAMES.bodySize]: Buffer.byteLength(row.data),
});
