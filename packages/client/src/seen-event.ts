import { decode, type EventContract } from '@murmuration/contracts';
import type { MsgHdrs } from '@nats-io/transport-node';

/** An event as it stands on the stream. */
export interface SeenEvent {
  readonly id: string;
  /** The contract's name, such as `order.placed.v1`. */
  readonly type: string;
  readonly source: string;
  /** The id of the aggregate that it is about. */
  readonly key: string;
  /** ISO 8601. */
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** The position on the stream. */
  readonly sequence: number;
  /** The parsed body; the text itself when it is not JSON. Read it with `dataOf`. */
  readonly data: unknown;
}

/** The data of `event` when it is of this contract, checked and brought to its current version; else undefined. */
export function dataOf<Data>(
  contract: EventContract<string, Data>,
  event: Pick<SeenEvent, 'type' | 'data'>,
): Data | undefined {
  const split = event.type.lastIndexOf('.v');
  if (event.type.slice(0, split) !== contract.type) return undefined;
  const decoded = decode(contract, Number(event.type.slice(split + 2)), event.data);
  return decoded.ok ? decoded.data : undefined;
}

/** A message on a stream, as it comes by a consumer or is read by its place. */
interface OnStream {
  readonly seq: number;
  json(): unknown;
  string(): string;
}

/** Reads the envelope of a message on the stream of events. */
export function toSeenEvent(message: OnStream, headers: MsgHdrs | undefined): SeenEvent {
  const header = (name: string): string => headers?.get(name) ?? '';
  return {
    id: header('ce-id'),
    type: header('ce-type'),
    source: header('ce-source'),
    key: header('ce-subject'),
    time: header('ce-time'),
    correlationId: header('ce-correlationid'),
    causationId: header('ce-causationid'),
    sequence: message.seq,
    data: readBody(message),
  };
}

function readBody(message: OnStream): unknown {
  try {
    return message.json();
  } catch {
    return message.string();
  }
}
