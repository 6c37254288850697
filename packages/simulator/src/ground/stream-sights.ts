import {
  EVENTS,
  headerIn,
  type HeldIds,
  type IdThere,
  type StreamView,
  type Views,
} from '@murmuration/choreography/simulation';
import { pause } from '../time/virtual-time.ts';
import type { Broker } from './broker.ts';
import type { Life } from './life.ts';
import type { Stream } from './stream.ts';

const BATCH = 1_000;

/** What a process sees of the broker's streams. */
export class StreamSights implements Views {
  readonly mayRead = true;
  private readonly broker: Broker;
  private readonly life: Life;
  private readonly service: string;

  constructor(broker: Broker, life: Life, service: string) {
    this.broker = broker;
    this.life = life;
    this.service = service;
  }

  get server(): string {
    return this.broker.server;
  }

  async look(name: string, above: number): Promise<StreamView> {
    await this.travel();
    const stream = this.broker.stream(name) ?? this.broker.makeStream(name, above);
    const { created, firstSequence, lastSequence, removed } = stream;
    if (!this.broker.rules.noticesLoss) {
      return { created: '', firstSequence: 1, lastSequence: Infinity, removed: 0 };
    }
    return { created, firstSequence, lastSequence, removed };
  }

  async idAt(name: string, sequence: number): Promise<IdThere> {
    if (name !== EVENTS || sequence === 0) return undefined;
    await this.travel();
    if (!this.broker.rules.noticesLoss) return undefined;
    const message = this.stream(name).at(sequence);
    return message === undefined ? null : (headerIn(message.headers, 'ce-id') ?? '');
  }

  async idsFrom(sequence: number): Promise<HeldIds> {
    await this.travel();
    const stream = this.stream(EVENTS);
    const mine = new RegExp(String.raw`^evt\.[^.]+\.${this.service}\.`);
    const ids: string[] = [];
    let from = sequence;
    while (ids.length < BATCH) {
      const message = stream.from(from, ({ subject }) => mine.test(subject));
      if (message === undefined) break;
      ids.push(headerIn(message.headers, 'ce-id') ?? '');
      from = message.sequence + 1;
    }
    return { ids, next: ids.length === 0 ? undefined : from };
  }

  private stream(name: string): Stream {
    const stream = this.broker.stream(name);
    if (stream === undefined) throw new Error(`there is no stream ${name}`);
    return stream;
  }

  private async travel(): Promise<void> {
    await this.life.goesOn();
    await pause(this.broker.chance.between(0.2, 2));
    await this.life.goesOn();
    if (!this.broker.isUp) throw new Error('the broker does not answer');
  }
}
