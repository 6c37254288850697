import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Flow, type Wire as WireOfFlow } from './flow.ts';

/** A broker that hands on what a test says has happened, and keeps the orders that were sent. */
class Wire implements WireOfFlow {
  readonly sent: string[] = [];
  private readonly events = new EventEmitter();

  subscribe(subject: string, { callback }: Parameters<WireOfFlow['subscribe']>[1]) {
    const event = subject.replace('evt.*.', '');
    const take = (orderId: string): void => callback(null, { headers: { get: () => orderId } });
    this.events.on(event, take);
    return { unsubscribe: () => this.events.off(event, take) };
  }

  publish(_subject: string, body: Uint8Array): void {
    const [orderId] = /soak-\d+/.exec(new TextDecoder().decode(body)) ?? [];
    this.sent.push(orderId ?? '');
  }

  happens(event: string, order: number): void {
    this.events.emit(event, `soak-${order}`);
  }
}

function flowOf(orders: number, window: number): { wire: Wire; flow: Flow; done: Promise<void> } {
  const wire = new Wire();
  const flow = new Flow(wire, orders, window);
  return { wire, flow, done: flow.run(60_000) };
}

describe('the flow of orders', () => {
  it('has no more under way than allowed, and counts an order when it has ended and its mail was sent', async () => {
    const { wire, flow, done } = flowOf(4, 2);
    expect(wire.sent).toEqual(['soak-0', 'soak-1']);
    wire.happens('order.confirmed', 0);
    wire.happens('order.confirmed', 0);
    expect(flow.ended).toBe(0);
    wire.happens('notification.sent', 0);
    wire.happens('notification.sent', 0);
    expect(flow.ended).toBe(1);
    expect(wire.sent).toEqual(['soak-0', 'soak-1', 'soak-2']);
    wire.happens('notification.sent', 1);
    wire.happens('order.confirmed', 1);
    for (const order of [2, 3]) {
      wire.happens('order.confirmed', order);
      wire.happens('notification.sent', order);
    }
    await done;
    expect(flow).toMatchObject({ ended: 4, repeated: 0, wrong: [] });
  });

  it('complains of ends that are wrong, or two', async () => {
    const { wire, flow, done } = flowOf(21, 21);
    wire.happens('order.cancelled', 0);
    wire.happens('order.confirmed', 19);
    wire.happens('order.confirmed', 1);
    wire.happens('order.cancelled', 1);
    expect(flow.wrong).toEqual([
      'order 0 is cancelled, not confirmed',
      'order 19 is confirmed, not cancelled',
      'order 1 ended twice, the second time cancelled',
    ]);
    for (let order = 0; order < 21; order++) {
      wire.happens(order === 19 ? 'order.cancelled' : 'order.confirmed', order);
      wire.happens('notification.sent', order);
    }
    await done;
  });
});
