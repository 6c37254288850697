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
  h.set('Nats-Msg-Id', event.id);
  h.set('ce-specversion', '1.0');
  h.set('ce-id', event.id);
  h.set('ce-type', event.type);
  h.set('ce-source', event.source);
  h.set('ce-subject', event.subject);
  h.set('ce-time', event.time);
  h.set('ce-datacontenttype', 'application/json');
  h.set('ce-correlationid', event.correlationId);
  h.set('ce-causationid', event.causationId);
  h.set('traceparent', event.traceparent);
  return h;
}

/** The header that names where a sender wants the outcome of its command. */
export const REPLY_TO = 'murmuration-reply-to';
