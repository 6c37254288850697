import { commandSubject, inboxPrefixOf, ownCommandSubject } from '@murmuration/choreography';
import { REPLY_TO } from '@murmuration/choreography/simulation';
import type { EventDraft } from '@murmuration/contracts';
import { headers } from '@nats-io/transport-node';
import type { Broker } from '../ground/broker.ts';
import { Life } from '../ground/life.ts';
import type { MemoryLine } from '../ground/memory-line.ts';
import { pause } from '../time/virtual-time.ts';

/** What somebody wants. */
export interface Command {
  readonly type: string;
  readonly id: string;
  readonly data: object;
  /** The end user who sends it; nobody for the shop's own staff. */
  readonly userId?: string;
}

/** What a sender was told. */
export interface Told {
  readonly status: 'accepted' | 'rejected';
  readonly reasons?: readonly { readonly code: string }[];
}

/** So long somebody waits for an outcome before saying it again. */
const PATIENCE_MS = 4_000;

/** Those who send commands: each says the same again until it has the outcome. */
export class Customers {
  /** What was told, by type and id of the command; told otherwise later, it stands here twice. */
  readonly outcomes = new Map<string, readonly Told[]>();
  private readonly line: MemoryLine;
  private isStaying = true;
  private waiting = 0;
  private letters = 0;

  constructor(broker: Broker) {
    this.line = broker.connect(new Life('customers'));
  }

  /** How many have no outcome yet. */
  get unanswered(): number {
    return this.waiting;
  }

  /** Everybody goes home. */
  leave(): void {
    this.isStaying = false;
  }

  async send(command: Command): Promise<void> {
    const { type, id, data, userId } = command;
    const prefix = userId === undefined ? '_INBOX.staff.' : inboxPrefixOf(userId);
    const reply = `${prefix}${++this.letters}`;
    const name = `${type} ${id}`;
    const heard = Promise.withResolvers<void>();
    let isHeard = false;
    const subscription = this.line.subscribe(reply, {
      callback: (_, message) => {
        this.note(name, message.json<Told>());
        isHeard = true;
        heard.resolve();
      },
    });
    this.waiting++;
    const wanted = headers();
    wanted.set(REPLY_TO, reply);
    const subject = userId === undefined ? commandSubject(type) : ownCommandSubject(userId, type);
    while (!isHeard && this.isStaying) {
      this.line.publish(subject, JSON.stringify(data), { headers: wanted });
      await Promise.race([heard.promise, pause(PATIENCE_MS)]);
    }
    this.waiting--;
    // late answers to what was said twice are heard too
    void pause(60_000).then(() => subscription.unsubscribe());
  }

  /** Publishes an event of somebody who is not simulated. */
  tell(subject: string, draft: EventDraft, id: string, again: boolean): void {
    const all = headers();
    all.set('Nats-Msg-Id', again ? `${id}.again` : id);
    all.set('ce-id', id);
    all.set('ce-type', draft.name);
    all.set('ce-subject', draft.contract.key(draft.data));
    this.line.publish(subject, JSON.stringify(draft.data), { headers: all });
  }

  private note(name: string, told: Told): void {
    const before = this.outcomes.get(name) ?? [];
    const isNew = before.every(({ status }) => status !== told.status);
    if (isNew) this.outcomes.set(name, [...before, told]);
  }
}
