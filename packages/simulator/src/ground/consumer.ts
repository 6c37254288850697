import {
  type ConsumerPlan,
  type Delivery,
  headerIn,
  headersIn,
  type Sink,
} from '@murmuration/choreography/simulation';
import type { Chance } from '../time/chance.ts';
import { later } from '../time/virtual-time.ts';
import type { Life } from './life.ts';
import type { Rules } from './rules.ts';
import type { StoredMessage, Stream } from './stream.ts';

interface Pending {
  readonly message: StoredMessage;
  attempt: number;
  /** When it is delivered again unless it was answered. */
  due: number;
  /** Whether somebody has it; else it waits to be delivered again. */
  isOut: boolean;
}

/** A process that takes what comes. */
interface Taker {
  readonly life: Life;
  readonly sink: Sink;
  /** How much is on its way to it. */
  onItsWay: number;
}

/** What may happen to messages between broker and process. */
export interface Weather {
  /** How often an answer gets lost. */
  lostAnswers: number;
  /** How often a message takes a way of its own, and is overtaken. */
  detours: number;
}

/** Where a consumer lives. */
interface Surroundings {
  readonly chance: Chance;
  readonly weather: Weather;
  readonly rules: Rules;
}

const ACK_WAIT_MS = 30_000;

/** A durable consumer: delivers each message until it is answered, to whichever process has room. */
export class Consumer {
  readonly plan: ConsumerPlan;
  private stream: Stream;
  private readonly chance: Chance;
  private readonly weather: Weather;
  private readonly rules: Rules;
  private readonly takers = new Set<Taker>();
  private readonly pending = new Map<number, Pending>();
  private readonly filters: readonly RegExp[];
  private next = 0;
  private wakesAt = Infinity;
  isUp = true;

  constructor(plan: ConsumerPlan, stream: Stream, { chance, weather, rules }: Surroundings) {
    this.plan = plan;
    this.stream = stream;
    this.chance = chance;
    this.weather = weather;
    this.rules = rules;
    this.filters = plan.filters.map(patternOf);
  }

  /** Whether everything that it is for was delivered and answered. */
  get isDone(): boolean {
    return this.pending.size === 0 && this.upcoming() === undefined;
  }

  attach(life: Life, sink: Sink): void {
    this.takers.add({ life, sink, onItsWay: 0 });
    sink.onRoom = () => this.pump();
    this.pump();
  }

  detach(life: Life): void {
    for (const taker of this.takers) if (taker.life === life) this.takers.delete(taker);
  }

  /** It was removed and made again: it begins with the first message that the stream holds. */
  beginAnew(): void {
    this.pending.clear();
    this.next = 0;
    this.pump();
  }

  /** It goes on with another stream, or with what is left of its own. */
  moveTo(stream: Stream): void {
    if (stream !== this.stream) {
      this.pending.clear();
      this.next = 0;
    }
    this.stream = stream;
    for (const sequence of this.pending.keys()) {
      if (stream.at(sequence) === undefined) this.pending.delete(sequence);
    }
    this.next = Math.min(this.next, stream.lastSequence);
    this.pump();
  }

  /** Delivers what can be delivered now. */
  pump(): void {
    if (!this.isUp) return;
    for (;;) {
      const taker = this.free();
      const pending = taker && this.take();
      if (taker === undefined || pending === undefined) break;
      this.deliver(taker, pending);
    }
    this.sleep();
  }

  private free(): Taker | undefined {
    const free = [...this.takers].filter(
      ({ life, sink, onItsWay }) => !life.isOver && sink.room.messages > onItsWay,
    );
    return free.length > 1 ? this.chance.oneOf(free) : free[0];
  }

  private take(): Pending | undefined {
    const now = Date.now();
    for (const pending of this.pending.values()) {
      if (pending.due > now) continue;
      pending.attempt++;
      return pending;
    }
    const message = this.upcoming();
    if (message === undefined) return undefined;
    this.next = message.sequence;
    const pending = { message, attempt: 1, due: 0, isOut: false };
    this.pending.set(message.sequence, pending);
    return pending;
  }

  private upcoming(): StoredMessage | undefined {
    return this.stream.from(this.next + 1, ({ subject }) =>
      this.filters.some((filter) => filter.test(subject)),
    );
  }

  private deliver(taker: Taker, pending: Pending): void {
    pending.due = Date.now() + ACK_WAIT_MS;
    taker.onItsWay++;
    const { chance, weather } = this;
    const delay = chance.happens(weather.detours) ? chance.between(1, 500) : 0;
    const { attempt } = pending;
    later(chance.between(0.1, 0.6) + delay, () => {
      taker.onItsWay--;
      if (taker.life.isOver) return;
      const delivery = this.deliveryOf(taker.life, pending, attempt);
      taker.sink.push(delivery);
      if (!this.rules.acknowledgesLate) delivery.acknowledge();
    });
  }

  private deliveryOf(life: Life, pending: Pending, attempt: number): Delivery {
    const { subject, headers, body, sequence } = pending.message;
    let isAnswered = false;
    const answer = (how: () => void): void => {
      if (isAnswered || life.isOver) return;
      isAnswered = true;
      this.hear(pending, how);
    };
    const done = (): void => {
      if (this.pending.get(sequence) === pending) this.pending.delete(sequence);
    };
    return {
      subject,
      body,
      attempt,
      position: `${this.stream.name}:${sequence}`,
      header: (name) => headerIn(headers, name),
      headers: () => headersIn(headers),
      acknowledge: () => answer(done),
      giveUp: () => answer(done),
      retryAfter: (milliseconds) =>
        answer(() => {
          pending.due = Date.now() + milliseconds;
        }),
      keepAlive: () => {
        if (!isAnswered && !life.isOver) {
          this.hear(pending, () => {
            pending.due = Date.now() + ACK_WAIT_MS;
          });
        }
      },
    };
  }

  /** An answer arrives a little later, or never. */
  private hear(pending: Pending, how: () => void): void {
    if (!this.isUp || this.chance.happens(this.weather.lostAnswers)) return;
    later(this.chance.between(0.1, 0.6), () => {
      // one that was rolled back with its stream is another one by now
      if (!this.isUp || this.pending.get(pending.message.sequence) !== pending) return;
      how();
      this.pump();
    });
  }

  /** Looks again when the next message is due once more. */
  private sleep(): void {
    let due = Infinity;
    for (const pending of this.pending.values()) due = Math.min(due, pending.due);
    const now = Date.now();
    if (due === Infinity || due >= this.wakesAt || due <= now) return;
    this.wakesAt = due;
    later(due - now, () => {
      this.wakesAt = Infinity;
      this.pump();
    });
  }
}

/** A subject with wildcards as a pattern. */
export function patternOf(filter: string): RegExp {
  const escaped = filter.replaceAll(/[.$]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '[^.]+').replaceAll('>', '.+')}$`);
}
