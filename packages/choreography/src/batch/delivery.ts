/** What the service itself has kept and delivers anew. */
export type Kept =
  /** A dead letter that is redriven, on whose order. When it fails it is buried again at once. */
  | { readonly as: 'dead letter'; readonly letterId: string; readonly by: string }
  /** A message that has waited behind another one of its key. */
  | { readonly as: 'waiting' };

/** A message as the broker, a redrive, or a line of waiting messages hands it over. */
export interface Delivery {
  readonly subject: string;
  readonly body: Uint8Array;
  /** How large its headers are, where they came over the wire. */
  readonly headerBytes?: number;
  /** How often it was delivered, this time included. Deliveries are no attempts: waiting in a queue can cause some. */
  readonly attempt: number;
  /** Set for what the service has kept itself: the one reaction that it is for. */
  readonly onlyFor?: string;
  readonly kept?: Kept;
  /** Where it stands, for people: `EVENTS:4711`. */
  readonly position: string;
  header(name: string): string | undefined;
  headers(): Readonly<Record<string, string>>;
  /** Done with: it will not come again. */
  acknowledge(): void;
  /** Given up: it is kept as a dead letter and will not come again by itself. */
  giveUp(reason: string): void;
  /** It shall come again, not before this many milliseconds. */
  retryAfter(milliseconds: number): void;
  /** Still at work: it shall not come again yet. */
  keepAlive(): void;
}
