import { outcomeSchema, type Outcome } from '@murmuration/contracts';
import {
  createInbox,
  type Msg,
  type NatsConnection,
  PermissionViolationError,
} from '@nats-io/transport-node';
import { z } from 'zod';
import { NotAllowed, NotConnected } from './errors.ts';

/** One command on its way, with the two answers it may get. */
export interface Pending {
  /** Where the stream says that it has stored the command. */
  readonly storedSubject: string;
  /** Where the service says what came of it. */
  readonly outcomeSubject: string;
  readonly stored: Promise<true>;
  readonly outcome: Promise<Outcome>;
  /** Why the last attempt was not stored, when the server said so. */
  readonly refusal: () => string | undefined;
  forget(): void;
}

interface Slot {
  readonly subject: string;
  readonly stored: PromiseWithResolvers<true>;
  readonly outcome: PromiseWithResolvers<Outcome>;
  refusal: string | undefined;
}

const pubAckSchema = z.object({
  seq: z.int().optional(),
  error: z.object({ description: z.string() }).optional(),
});

const NO_RESPONDERS = 503;
const STORED = 'stored';
const OUTCOME = 'outcome';

/** Receives the answers of all commands of a connection over one subscription, so that many can be in flight. */
export class ReplyBox {
  readonly #prefix: string;
  readonly #slots = new Map<string, Slot>();
  #last = 0;

  constructor(connection: NatsConnection, inboxPrefix: string | undefined) {
    this.#prefix = createInbox(inboxPrefix);
    connection.subscribe(`${this.#prefix}.*.*`, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.#failAll(new NotAllowed(`replies cannot be received: ${error.message}`));
      },
    });
    void this.#followStatus(connection);
    void connection.closed().then(() => this.#failAll(new NotConnected('the connection closed')));
  }

  /** Makes room for the answers to one command that is published on `subject`. */
  open(subject: string): Pending {
    const token = (++this.#last).toString(36);
    const slot: Slot = {
      subject,
      stored: Promise.withResolvers(),
      outcome: Promise.withResolvers(),
      refusal: undefined,
    };
    // A sender awaits one of the two; a failure of the other must not count as unhandled.
    slot.stored.promise.catch(() => {});
    slot.outcome.promise.catch(() => {});
    this.#slots.set(token, slot);
    return {
      storedSubject: `${this.#prefix}.${token}.${STORED}`,
      outcomeSubject: `${this.#prefix}.${token}.${OUTCOME}`,
      stored: slot.stored.promise,
      outcome: slot.outcome.promise,
      refusal: () => slot.refusal,
      forget: () => this.#slots.delete(token),
    };
  }

  #receive(message: Msg): void {
    const [token = '', kind] = message.subject.slice(this.#prefix.length + 1).split('.');
    const slot = this.#slots.get(token);
    if (slot === undefined) return;
    if (kind === STORED) noteStored(slot, message);
    else noteOutcome(slot, message);
  }

  async #followStatus(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'error' && status.error instanceof PermissionViolationError) {
        this.#failDenied(status.error);
      }
    }
  }

  #failDenied(denied: PermissionViolationError): void {
    const reason = new NotAllowed(`this user may not publish to ${denied.subject}`);
    for (const slot of this.#slots.values()) {
      if (denied.operation === 'publish' && slot.subject === denied.subject) fail(slot, reason);
    }
  }

  #failAll(reason: Error): void {
    for (const slot of this.#slots.values()) fail(slot, reason);
  }
}

function noteStored(slot: Slot, message: Msg): void {
  if (message.headers?.code === NO_RESPONDERS) {
    slot.refusal = 'no stream takes it; are the services running?';
    return;
  }
  const ack = pubAckSchema.safeParse(message.json());
  // a refusal names the stream as well, and place 0
  if (ack.data?.error === undefined && (ack.data?.seq ?? 0) > 0) slot.stored.resolve(true);
  else slot.refusal = ack.data?.error?.description ?? 'the answer is no PubAck';
}

function noteOutcome(slot: Slot, message: Msg): void {
  const outcome = outcomeSchema.safeParse(message.json());
  if (outcome.success) slot.outcome.resolve(outcome.data);
  else slot.outcome.reject(new Error(`the outcome is malformed: ${outcome.error.message}`));
}

function fail(slot: Slot, reason: Error): void {
  slot.stored.reject(reason);
  slot.outcome.reject(reason);
}
