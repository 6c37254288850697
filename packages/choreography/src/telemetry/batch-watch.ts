import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import type { UnitOfWork } from '../batch/unit-of-work.ts';
import {
  destinationAttributes,
  destinationOf,
  fault,
  NAMES,
  OWN,
  PROCESS,
  SYSTEM,
} from './conventions.ts';
import { contextIn, spanContextIn, traceparentOf } from './span-context.ts';
import type { Telemetry, WatchedWork } from './telemetry.ts';

/** Whose batch it is. */
export interface BatchOf {
  /** The stream, and the durable consumer. */
  readonly stream: string;
  readonly group: string;
  /** Whether its messages were in a batch before, and their spans are still open. */
  readonly continues?: boolean;
}

/**
 * One batch as telemetry tells it: a span for the batch, which links to each message, and a span for each message and reaction, which continues the message's
 * trace and outlives the batch when a call follows. `works` are the works to go on with: what they cause continues their spans.
 */
export class BatchWatch<Item extends WatchedWork> {
  readonly works: readonly Item[];
  private readonly telemetry: Telemetry;
  private readonly of: BatchOf;
  private readonly batch: Span | undefined;
  private loadedAt = performance.now();
  private decidedAt = this.loadedAt;
  private unit: UnitOfWork | undefined;
  private errors: ReadonlyMap<Item, unknown> = new Map();
  private readonly goOn = new Set<Item>();

  constructor(telemetry: Telemetry, of: BatchOf, works: readonly Item[]) {
    this.telemetry = telemetry;
    this.of = of;
    this.batch = telemetry.tracer?.startSpan(`process batch ${of.stream}`, {
      root: true,
      kind: SpanKind.CONSUMER,
    });
    if (this.batch?.isRecording() === true) describeBatch(this.batch, of, works);
    this.works = works.map((work) => this.begin(work));
  }

  /** Everything that the decisions need is there. */
  loaded(): void {
    this.loadedAt = performance.now();
    this.batch?.addEvent('loaded');
  }

  /** All is decided, and what failed is known; what follows is the commit. */
  decided(unit: UnitOfWork, errors: ReadonlyMap<Item, unknown>): void {
    this.unit = unit;
    this.errors = errors;
    this.decidedAt = performance.now();
    this.batch?.addEvent('decided');
  }

  /** A message that was seen before. */
  duplicate(work: Item): void {
    this.telemetry.meters?.duplicates.add(1, { [OWN.reaction]: work.reaction.name });
    this.telemetry.spanOf(work.message)?.setAttribute(OWN.duplicate, true);
  }

  /** The span of this message goes on after the batch: a call follows. */
  keepOpen(work: Item): void {
    this.goOn.add(work);
  }

  /** The batch is committed. */
  end(): void {
    const { meters, measures } = this.telemetry;
    const attributes = { [NAMES.group]: this.of.group };
    const now = performance.now();
    meters?.batchSize.record(this.works.length, attributes);
    meters?.deciding.record((this.decidedAt - this.loadedAt) / 1_000, attributes);
    meters?.committing.record((now - this.decidedAt) / 1_000, attributes);
    if (this.unit !== undefined) measures?.record(this.unit);
    for (const work of this.works) {
      if (!this.goOn.has(work)) this.telemetry.finish(work, this.of.group, this.errors.get(work));
    }
    this.batch?.end();
  }

  /** The batch was rolled back: its messages are tried again, with spans of their own unless they still have them. */
  fail(error: unknown): void {
    if (this.of.continues !== true) {
      for (const work of this.works) this.telemetry.finish(work, this.of.group, error);
    }
    fault(this.batch, error);
    this.batch?.end();
  }

  private begin(work: Item): Item {
    const { delivery, message } = work;
    const { telemetry, batch } = this;
    const link = batch && { context: batch.spanContext() };
    if (this.of.continues === true) {
      if (link !== undefined) telemetry.spanOf(message)?.addLink(link);
      return work;
    }
    telemetry.begin(delivery);
    if (telemetry.tracer === undefined) return work;
    const span = telemetry.tracer.startSpan(
      `process ${destinationOf(delivery.subject)}`,
      { kind: SpanKind.CONSUMER, ...(link !== undefined && { links: [link] }) },
      contextIn(delivery.header('traceparent')),
    );
    if (span.isRecording()) span.setAttributes(attributesOf(work, this.of));
    const traced = { ...message, traceparent: traceparentOf(span) };
    telemetry.keep(traced, span);
    return { ...work, message: traced };
  }
}

/** Runs a batch under watch; without telemetry, just runs it. */
export async function watched<Item extends WatchedWork, Result>(
  telemetry: Telemetry | undefined,
  of: BatchOf,
  works: readonly Item[],
  run: (works: readonly Item[], watch: BatchWatch<Item> | undefined) => Promise<Result>,
): Promise<Result> {
  if (telemetry === undefined) return await run(works, undefined);
  const watch = new BatchWatch(telemetry, of, works);
  const result = await run(watch.works, watch).catch((error: unknown) => {
    watch.fail(error);
    throw error;
  });
  // it is committed: what goes wrong from here on is no failure of the batch
  watch.end();
  return result;
}

function describeBatch(batch: Span, of: BatchOf, works: readonly WatchedWork[]): void {
  const deliveries = new Set(works.map(({ delivery }) => delivery));
  batch.setAttributes({
    ...SYSTEM,
    [NAMES.operationName]: 'process batch',
    [NAMES.operationType]: 'process',
    [NAMES.destination]: of.stream,
    [NAMES.group]: of.group,
    [NAMES.batchSize]: deliveries.size,
  });
  for (const delivery of deliveries) {
    const context = spanContextIn(delivery.header('traceparent'));
    if (context !== undefined) batch.addLink({ context });
  }
}

const attributesOf = (
  { delivery, message, reaction }: WatchedWork,
  { group }: BatchOf,
): Attributes => ({
  ...SYSTEM,
  ...PROCESS,
  ...destinationAttributes(delivery.subject),
  [NAMES.group]: group,
  [NAMES.messageId]: message.id,
  [NAMES.conversationId]: message.correlationId,
  [NAMES.bodySize]: delivery.body.length,
  [OWN.reaction]: reaction.name,
  [OWN.attempt]: delivery.attempt,
});
