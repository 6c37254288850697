import { serviceOfSource } from '@murmuration/choreography';

/** An event as it stands on the stream: what its envelope says, and its body. */
export interface ObservedEvent {
  readonly id: string;
  /** The contract's name, such as `order.placed.v1`. */
  readonly type: string;
  readonly source: string;
  /** The id of the aggregate that it is about. */
  readonly key: string;
  /** ISO 8601. */
  readonly time: string;
  readonly causationId: string;
  readonly data: unknown;
}

/** An observed event in the words of the graph. */
export interface Fact {
  readonly id: string;
  /** What the graph knows it by: `order.placed`. */
  readonly type: string;
  readonly version: number;
  /** Who has published it; undefined when its source names no service. */
  readonly service: string | undefined;
  readonly key: string;
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  readonly causationId: string;
  readonly data: unknown;
}

const NAME = /^(.+)\.v(\d+)$/;

/** Reads what the graph needs of an event. */
export function factOf(event: ObservedEvent): Fact {
  const [, type = event.type, version = '0'] = NAME.exec(event.type) ?? [];
  return {
    id: event.id,
    type,
    version: Number(version),
    service: serviceOfSource(event.source),
    key: event.key,
    at: Date.parse(event.time),
    causationId: event.causationId,
    data: event.data,
  };
}
