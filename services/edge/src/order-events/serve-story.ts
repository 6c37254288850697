import type { ServerResponse } from 'node:http';
import { orderRejected } from '@murmuration/contracts';
import { EventStream } from './event-stream.ts';
import { onceClosed } from './once-closed.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderStory } from './order-story.ts';
import { isFinal } from './progress.ts';

export interface ServingRules {
  readonly heartbeatMs: number;
  /** How long a stream stays open after its order came to its end. */
  readonly lingerMs: number;
}

/** Why a stream ended. */
export type EndReason = 'final' | 'token_expired' | 'restart';

/** How much longer an order that came to its end is told of, in milliseconds. */
export function lingerLeft(closedAt: number, { lingerMs }: ServingRules): number {
  return Math.max(0, closedAt + lingerMs - Date.now());
}

/**
 * Writes a story as server-sent events: `state`, then `progress` for each event, and `end` with the reason. It ends when the order came to its end and all
 * was told for a while, when the token runs out, when the events are lost, and when the reader leaves. Returns what ends it from outside.
 */
export function serveStory(
  response: ServerResponse,
  story: OrderStory,
  expiresAt: number,
  rules: ServingRules,
): () => void {
  const stream = new EventStream(response, rules.heartbeatMs);
  const timers: NodeJS.Timeout[] = [];
  const endWith = (reason: EndReason): void =>
    stream.end({ event: 'end', data: JSON.stringify({ reason }) });
  const endIn = (reason: EndReason, ms: number): void =>
    void timers.push(setTimeout(() => endWith(reason), ms));
  const tell = ({ sequence, progress }: OrderEvent): void => {
    if (progress.event === orderRejected.type && !story.isRejected) return;
    stream.send({ event: 'progress', id: sequence, data: JSON.stringify(progress) });
    if (isFinal(progress.event)) endIn('final', rules.lingerMs);
  };
  stream.send({ event: 'state', id: story.position, data: story.state });
  story.past?.forEach(tell);
  story.watch.take({ onEvent: tell, onLost: () => endWith('restart') });
  endIn('token_expired', Math.max(0, expiresAt - Date.now()));
  if (story.closedAt !== undefined) endIn('final', lingerLeft(story.closedAt, rules));
  onceClosed(response, () => {
    for (const timer of timers) clearTimeout(timer);
    story.watch.stop();
  });
  return () => endWith('restart');
}
