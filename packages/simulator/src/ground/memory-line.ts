import type { Heard, Line } from '@murmuration/choreography/simulation';
import { later } from '../time/virtual-time.ts';
import type { Broker } from './broker.ts';
import { patternOf } from './consumer.ts';
import type { Life } from './life.ts';

interface Listener {
  readonly pattern: RegExp;
  readonly callback: (error: Error | null, message: Heard) => void;
}

const LARGEST = 1_048_576;

type Publishing = Parameters<Line['publish']>;

/** A process's line to the broker: what is said first arrives first, and all that is on its way is lost when it is cut. */
export class MemoryLine implements Line {
  info: { readonly max_payload: number; readonly server_id: string };
  readonly life: Life;
  private readonly broker: Broker;
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<(type: string) => void>();
  isOpen = true;
  /** Counts the times that it was cut. */
  cuts = 0;
  private lastOut = 0;
  private lastIn = 0;

  constructor(broker: Broker, life: Life) {
    this.broker = broker;
    this.life = life;
    this.info = { max_payload: LARGEST, server_id: broker.server };
  }

  publish(...[subject, payload = '', options = {}]: Publishing): void {
    const { headers, reply } = options;
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const text = headers?.toString() ?? '';
    if (this.broker.chance.happens(this.broker.weather.lostMessages)) {
      if (!this.broker.rules.awaitsStorage && reply !== undefined) this.pretend(subject, reply);
      return;
    }
    this.lastOut = this.travel(this.lastOut, () => this.broker.receive(subject, text, body, reply));
  }

  subscribe(
    subject: string,
    { callback }: { callback: Listener['callback'] },
  ): { unsubscribe(): void } {
    const listener = { pattern: patternOf(subject), callback };
    this.listeners.add(listener);
    return { unsubscribe: () => void this.listeners.delete(listener) };
  }

  async *status(): AsyncGenerator<{ readonly type: string }, void> {
    const news: string[] = [];
    let wake = (): void => undefined;
    this.watchers.add((type) => {
      news.push(type);
      wake();
    });
    for (;;) {
      const type = news.shift();
      if (type !== undefined) yield { type };
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  isClosed(): boolean {
    return false;
  }

  isDraining(): boolean {
    return false;
  }

  hear(subject: string, body: Uint8Array, code?: number): void {
    const fitting = [...this.listeners].filter(({ pattern }) => pattern.test(subject));
    if (fitting.length === 0) return;
    const message: Heard = {
      subject,
      headers: code === undefined ? undefined : { code, description: '' },
      json: () => JSON.parse(Buffer.from(body).toString()),
    };
    this.lastIn = this.travel(this.lastIn, () => {
      for (const { callback } of fitting) callback(null, message);
    });
  }

  cut(): void {
    this.cuts++;
    if (!this.isOpen) return;
    this.isOpen = false;
    this.announce('disconnect');
  }

  mend(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.info = { max_payload: LARGEST, server_id: this.broker.server };
    this.announce('reconnect');
  }

  /** A seeded mistake: what got lost counts as stored. */
  private pretend(subject: string, reply: string): void {
    const stream = subject.startsWith('evt.') ? 'EVENTS' : 'DEAD_LETTERS';
    this.hear(reply, Buffer.from(JSON.stringify({ stream, seq: 1 })));
  }

  /** Lets something arrive after all that went before; returns when. */
  private travel(last: number, arrive: () => void): number {
    const { cuts } = this;
    if (!this.isOpen || this.life.isOver) return last;
    const at = Math.max(last, Date.now() + this.broker.chance.between(0.1, 1.5));
    later(at - Date.now(), () => {
      if (this.cuts === cuts && !this.life.isOver) arrive();
    });
    return at;
  }

  private announce(type: string): void {
    if (this.life.isOver) return;
    for (const watcher of this.watchers) watcher(type);
  }
}
