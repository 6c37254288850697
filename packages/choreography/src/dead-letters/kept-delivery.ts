import type { Delivery, Kept } from '../batch/delivery.ts';
import { NOBODY } from '../batch/leave-to-others.ts';

/** A message as it stands in a table. */
export interface KeptMessage {
  readonly reaction: string;
  readonly subject: string;
  readonly position: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** How the delivery of a kept message ended. */
export type KeptEnd =
  | 'delivered'
  /** It is a dead letter, still or now. */
  | 'failed'
  /** What it needs is not there, or it was handed back: it stays where it is kept. */
  | 'put back';

interface Options {
  readonly kept: Kept;
  readonly attempt: number;
  /** `afterMs` says when something that was put back shall be delivered again; 0 for at once, by whomsoever. */
  readonly onEnd: (end: KeptEnd, afterMs: number) => void;
}

/** A delivery out of the service's own tables. Whoever is told how it ended keeps the tables right. */
export function keptDelivery(message: KeptMessage, { kept, attempt, onEnd }: Options): Delivery {
  return {
    subject: message.subject,
    body: message.payload,
    attempt,
    // what nobody heard of is for whoever does now
    ...(message.reaction !== NOBODY && { onlyFor: message.reaction }),
    kept,
    position: message.position,
    header: (name) => message.headers[name],
    headers: () => message.headers,
    acknowledge: () => onEnd('delivered', 0),
    giveUp: () => onEnd('failed', 0),
    retryAfter: (milliseconds) => onEnd('put back', milliseconds),
    keepAlive: () => undefined,
  };
}
