import type { MsgHdrs } from '@nats-io/transport-node';

/** What is heard on a line. */
export interface Heard {
  readonly subject: string;
  readonly headers?: Pick<MsgHdrs, 'code' | 'description'> | undefined;
  json<Answer>(): Answer;
}

/** Headers that go with a message; as text they are what goes over the wire. */
export interface Envelope extends MsgHdrs {
  toString(): string;
}

/** What the runtime's own logic needs of a connection to the broker: to speak, to listen, and to be told when it comes and goes. */
export interface Line {
  readonly info?: { readonly max_payload: number; readonly server_id: string } | undefined;
  publish(
    subject: string,
    payload?: Uint8Array | string,
    options?: { readonly headers?: Envelope; readonly reply?: string },
  ): void;
  subscribe(
    subject: string,
    options: { callback(error: Error | null, message: Heard): void },
  ): { unsubscribe(): void };
  status(): AsyncIterable<{ readonly type: string }>;
  isClosed(): boolean;
  isDraining(): boolean;
}
