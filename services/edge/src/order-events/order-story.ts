import type { Ask } from '../asking/ask.ts';
import { querySubject } from '@murmuration/choreography';
import { getOrder } from '@murmuration/contracts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Origin } from '../protection/origin.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderHub } from './order-hub.ts';
import { OrderWatch } from './order-watch.ts';
import type { Replay } from './replay.ts';

/** What a stream about an order begins with. */
export interface OrderStory {
  /** The order as its query tells it, as JSON text. */
  readonly state: string;
  /** Where the reader stands once it has the state. */
  readonly position: number;
  /** What the reader has missed since it was last here; undefined when that was too long ago to be told. */
  readonly past: readonly OrderEvent[] | undefined;
  /** Whether the order is a rejected one. An order that was placed never becomes one: a rejection under its id is of somebody else's wish. */
  readonly isRejected: boolean;
  /** When the order came to its end, in milliseconds since 1970; undefined while it has not. */
  readonly closedAt: number | undefined;
  readonly watch: OrderWatch;
}

export interface StoryParts {
  readonly ask: Ask;
  readonly hub: OrderHub;
  readonly replay: Replay;
}

const FINAL = new Set(['confirmed', 'cancelled', 'rejected']);
const subject = querySubject(getOrder.type);

/**
 * Tells an order from its present state on, and from `lastEventId` on when the reader was here before. Nothing falls between the past and what is heard: the
 * watch begins first. Throws a `ProblemError` when there is no such order for this reader, or events cannot be heard.
 */
export async function tellOrder(
  { ask, hub, replay }: StoryParts,
  orderId: string,
  origin: Origin,
  lastEventId: number | undefined,
): Promise<OrderStory> {
  if (hub.position === undefined) {
    throw new ProblemError('service_unavailable', { headers: { 'retry-after': '2' } });
  }
  const watch = new OrderWatch(hub, hub.position, orderId);
  try {
    const state = await ask({ subject, body: JSON.stringify({ orderId }), ...origin });
    // a position above the stream's comes from a stream that is no more
    const after = Math.min(lastEventId ?? watch.position, watch.position);
    const past = await replay({ orderId, after, upTo: watch.position });
    return { state, position: after, past, ...endOf(state), watch };
  } catch (error) {
    watch.stop();
    throw error;
  }
}

function endOf(state: string): Pick<OrderStory, 'isRejected' | 'closedAt'> {
  const order = getOrder.result.parse(JSON.parse(state));
  if (order === null) throw new ProblemError('not_found');
  const isRejected = order.status === 'rejected';
  if (!FINAL.has(order.status)) return { isRejected, closedAt: undefined };
  return {
    isRejected,
    closedAt: order.closedAt === null ? Date.now() : Date.parse(order.closedAt),
  };
}
