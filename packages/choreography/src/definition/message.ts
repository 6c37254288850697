import type { MessageContract } from '@murmuration/contracts';

/** Who sent a command: a service or script that the broker trusts, or an end user it has identified. */
export type Actor =
  | { readonly kind: 'trusted' }
  | { readonly kind: 'user'; readonly userId: string };

/** What the envelope of every message says. */
export interface Envelope {
  /** Unique over all messages; the same again on redelivery and redrive. */
  readonly id: string;
  /** The id of the aggregate that the message is about. */
  readonly key: string;
  /** When it happened, by the producer's clock. */
  readonly time: Date;
  /** The id of the command that began the story that this message belongs to. */
  readonly correlationId: string;
  /** The id of the message that caused this one; its own for the first. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent: string;
  readonly actor: Actor;
}

/** A message as a reaction sees it; `name` tells apart the members of a union. */
export interface Message<Name extends string = string, Data = unknown> extends Envelope {
  readonly name: Name;
  readonly data: Data;
}

/** The message that a contract describes; distributes over a union of contracts. */
export type MessageOf<Contract> =
  Contract extends MessageContract<infer Name, infer Data> ? Message<Name, Data> : never;
