import type { JsMsg } from '@nats-io/jetstream';
import { type OrderEvent, orderOf, toOrderEvent } from './order-event.ts';

/** Hears of one order from a position on: every event above it, in the order of the stream. */
export interface Listener {
  readonly onEvent: (event: OrderEvent) => void;
  /** Nothing comes any more: the stream of events was lost, or the edge stops. */
  readonly onLost: () => void;
}

/** Hands the events of all orders, which come over one consumer, to those who listen to one of them. */
export class OrderHub {
  private readonly listeners = new Map<string, Set<Listener>>();
  private last: number | undefined;

  /** Everything up to here was handed out; undefined while nothing can be heard. */
  get position(): number | undefined {
    return this.last;
  }

  /** Begins, or begins anew: everything up to `position` counts as handed out. */
  open(position: number): void {
    this.last = position;
  }

  listen(orderId: string, listener: Listener): () => void {
    const ofOrder = this.listeners.get(orderId) ?? new Set();
    this.listeners.set(orderId, ofOrder);
    ofOrder.add(listener);
    return () => {
      ofOrder.delete(listener);
      if (ofOrder.size === 0) this.listeners.delete(orderId);
    };
  }

  hand(message: JsMsg): void {
    this.last = message.seq;
    // mostly nobody listens
    const orderId = this.listeners.size === 0 ? undefined : orderOf(message);
    const ofOrder = orderId === undefined ? undefined : this.listeners.get(orderId);
    const event = ofOrder && toOrderEvent(message);
    if (ofOrder === undefined || event === undefined) return;
    for (const listener of ofOrder) listener.onEvent(event);
  }

  /** Tells everybody that nothing comes any more. */
  lose(): void {
    this.last = undefined;
    for (const listener of [...this.listeners.values()].flatMap((each) => [...each])) {
      listener.onLost();
    }
  }
}
