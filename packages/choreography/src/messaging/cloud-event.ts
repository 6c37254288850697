import { MsgHdrsImpl } from '@nats-io/nats-core/internal';

/** The attributes of a message in CloudEvents 1.0 binary mode over NATS: each as a `ce-` header, the body the plain data. */
export interface CloudEvent {
  readonly id: string;
  /** What the broker tells repeats by, when it is not the id: a message that the broker has lost but still remembers would be dropped. */
  readonly messageId?: string | undefined;
  /** The contract's name: `order.placed.v1`. */
  readonly type: string;
  readonly source: string;
  /** The id of the aggregate. */
  readonly subject: string;
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string;
}

/** Headers that are written once and never read here: the client's own keep lists of values and check each letter of the names. */
class WrittenHeaders extends MsgHdrsImpl {
  private readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override toString(): string {
    return this.text;
  }

  override encode(): Uint8Array {
    return Buffer.from(this.text);
  }
}

/** A header's value stays on its line, whatever a client has chosen for an id. */
const line = (value: string): string =>
  /[\r\n]/.test(value) ? value.replaceAll(/[\r\n]+/g, ' ') : value;

/** Headers of a published event. `Nats-Msg-Id` lets the broker drop quick repeats; it is an optimisation, never idempotency. */
export function cloudEventHeaders(event: CloudEvent): MsgHdrsImpl {
  return new WrittenHeaders(
    'NATS/1.0\r\n' +
      `Nats-Msg-Id: ${event.messageId ?? event.id}\r\n` +
      'ce-specversion: 1.0\r\n' +
      `ce-id: ${event.id}\r\n` +
      `ce-type: ${event.type}\r\n` +
      `ce-source: ${event.source}\r\n` +
      `ce-subject: ${line(event.subject)}\r\n` +
      `ce-time: ${event.time}\r\n` +
      'ce-datacontenttype: application/json\r\n' +
      `ce-correlationid: ${line(event.correlationId)}\r\n` +
      `ce-causationid: ${line(event.causationId)}\r\n` +
      `traceparent: ${event.traceparent}\r\n\r\n`,
  );
}

/** The header that names where a sender wants the outcome of its command. */
export const REPLY_TO = 'murmuration-reply-to';
