import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** The attributes of a message in CloudEvents 1.0 binary mode over NATS: each as a `ce-` header, the body the plain data. */
export interface CloudEvent {
  readonly id: string;
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

/** Headers of a published event. `Nats-Msg-Id` lets the broker drop quick repeats; it is an optimisation, never idempotency. */
export function cloudEventHeaders(event: CloudEvent): MsgHdrs {
  const h = headers();
  // append, as every name stands here once: set would look for earlier values each time
  h.append('Nats-Msg-Id', event.id);
  h.append('ce-specversion', '1.0');
  h.append('ce-id', event.id);
  h.append('ce-type', event.type);
  h.append('ce-source', event.source);
  h.append('ce-subject', event.subject);
  h.append('ce-time', event.time);
  h.append('ce-datacontenttype', 'application/json');
  h.append('ce-correlationid', event.correlationId);
  h.append('ce-causationid', event.causationId);
  h.append('traceparent', event.traceparent);
  return h;
}

/** The header that names where a sender wants the outcome of its command. */
export const REPLY_TO = 'murmuration-reply-to';
