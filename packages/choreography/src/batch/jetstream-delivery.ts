import type { JsMsg } from '@nats-io/jetstream';
import type { Delivery } from './delivery.ts';

/** Wraps a JetStream message. */
export function jetStreamDelivery(message: JsMsg): Delivery {
  return {
    subject: message.subject,
    body: message.data,
    attempt: message.info.deliveryCount,
    isLast: false,
    position: `${message.info.stream}:${message.info.streamSequence}`,
    header: (name) => message.headers?.get(name) || undefined,
    headers: () => {
      const all: Record<string, string> = {};
      for (const [name, values] of message.headers ?? []) all[name] = values.join(', ');
      return all;
    },
    acknowledge: () => message.ack(),
    giveUp: (reason) => message.term(reason),
    retryAfter: (milliseconds) => message.nak(milliseconds),
    keepAlive: () => message.working(),
  };
}
