import type { OrderEvent } from './order-event.ts';
import type { Listener, OrderHub } from './order-hub.ts';

/** Hears of one order from the moment it is made; keeps what it hears until somebody takes it. */
export class OrderWatch {
  /** Everything above this position is heard. */
  readonly position: number;
  /** Ends it. Idempotent. */
  readonly stop: () => void;
  private readonly waiting: OrderEvent[] = [];
  private listener: Listener | undefined;
  private isLost = false;

  /** `position` is the hub's, which must be open. */
  constructor(hub: OrderHub, position: number, orderId: string) {
    this.position = position;
    this.stop = hub.listen(orderId, {
      onEvent: (event) => {
        if (this.listener === undefined) this.waiting.push(event);
        else this.listener.onEvent(event);
      },
      onLost: () => {
        this.isLost = true;
        this.listener?.onLost();
      },
    });
  }

  /** Hands over what was heard so far, and from then on what is heard. */
  take(listener: Listener): void {
    this.listener = listener;
    for (const event of this.waiting.splice(0)) listener.onEvent(event);
    if (this.isLost) listener.onLost();
  }
}
