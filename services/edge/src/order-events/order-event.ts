import type { JsMsg } from '@nats-io/jetstream';
import { isTold, type Progress, progressOf } from './progress.ts';

/** An event about one order, as it stands on the stream. */
export interface OrderEvent {
  /** The position on the stream. */
  readonly sequence: number;
  readonly progress: Progress;
}

/** The order that a message is about; undefined for what no customer is told of. */
export function orderOf({ subject, headers }: JsMsg): string | undefined {
  // evt.<partition>.<context>.<event>: reading headers costs more
  const type = subject.slice(subject.indexOf('.', 'evt.'.length) + 1);
  return isTold(type) ? headers?.get('ce-subject') : undefined;
}

/** What a message tells a customer; undefined when that is nothing. */
export function toOrderEvent(message: JsMsg): OrderEvent | undefined {
  const header = (name: string): string => message.headers?.get(name) ?? '';
  const progress = progressOf(header('ce-type'), header('ce-time'), bodyOf(message));
  return progress && { sequence: message.seq, progress };
}

function bodyOf(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
