import {
  COMMANDS,
  type ConsumerPlan,
  DEAD_LETTERS,
  EVENTS,
  type Sink,
} from '@murmuration/choreography/simulation';
import type { Chance } from '../time/chance.ts';
import { later, pause } from '../time/virtual-time.ts';
import { ANSWERS, Consumer, type Weather } from './consumer.ts';
import type { Life } from './life.ts';
import { MemoryLine } from './memory-line.ts';
import type { Rules } from './rules.ts';
import { Stream } from './stream.ts';

/** The streams of the shop, and what the subjects of each begin with. */
const STREAMS: readonly (readonly [name: string, subjects: RegExp])[] = [
  [EVENTS, /^evt\./],
  [COMMANDS, /^(?:cmd|user)\./],
  [DEAD_LETTERS, /^dead\./],
];

/** A stream that is made anew begins so far above the old one. */
const FAR_ABOVE = 1_000_000;
const NO_RESPONDERS = 503;

/** The broker of the simulation: streams, durable consumers, and the lines that lead to it. */
export class Broker {
  readonly chance: Chance;
  readonly rules: Rules;
  readonly weather: Weather & { lostAnswers: number; lostMessages: number; refusals: number } = {
    lostAnswers: 0,
    detours: 0.02,
    lostMessages: 0,
    refusals: 0,
  };
  /** Told of each message that is stored, for the trace. */
  onStored: (stream: string, sequence: number, subject: string, headers: string) => void = () =>
    undefined;
  private readonly streams = new Map<string, Stream>();
  private readonly consumers = new Map<string, Consumer>();
  private readonly lines = new Set<MemoryLine>();
  private starts = 1;
  isUp = true;

  constructor(chance: Chance, rules: Rules) {
    this.chance = chance;
    this.rules = rules;
    for (const [name] of STREAMS) this.streams.set(name, new Stream(name, this.birthMark(name), 0));
  }

  /** The broker's process; another one after each start. */
  get server(): string {
    return `server-${this.starts}`;
  }

  /** Whether every message was delivered and answered. */
  get isDrained(): boolean {
    return [...this.consumers.values()].every((consumer) => consumer.isDone);
  }

  /** What was not delivered or not answered, in words. */
  undone(): readonly string[] {
    return [...this.consumers.values()]
      .filter((consumer) => !consumer.isDone)
      .map(({ plan }) => `${plan.durable} has messages that are not done with`);
  }

  stream(name: string): Stream | undefined {
    return this.streams.get(name);
  }

  connect(life: Life): MemoryLine {
    const line = new MemoryLine(this, life);
    this.lines.add(line);
    return line;
  }

  /** Lets a process take what comes from a consumer, which is made when it is missing. */
  attach(life: Life, plan: ConsumerPlan, sink: Sink): void {
    let consumer = this.consumers.get(plan.durable);
    if (consumer === undefined) {
      const stream = this.streams.get(plan.stream) ?? this.makeStream(plan.stream, 0);
      consumer = new Consumer(plan, stream, this);
      this.consumers.set(plan.durable, consumer);
    }
    const line = [...this.lines].find((each) => each.life === life) ?? this.connect(life);
    consumer.attach(line, sink);
  }

  /** Nothing more is delivered to a process. */
  detach(life: Life): void {
    for (const consumer of this.consumers.values()) consumer.detach(life);
  }

  /** A process is gone, and its line with it. */
  forget(life: Life): void {
    this.detach(life);
    for (const line of this.lines) if (line.life === life) this.lines.delete(line);
  }

  /** A message has arrived: a stream takes it, or whoever listens. */
  receive(subject: string, headers: string, body: Uint8Array, reply: string | undefined): void {
    if (!this.isUp) return;
    if (subject.startsWith(ANSWERS)) return this.hear(subject, body);
    const name = STREAMS.find(([, subjects]) => subjects.test(subject))?.[0];
    if (name === undefined) return this.tell(subject, body);
    const stream = this.streams.get(name);
    if (stream === undefined) return this.refuse(reply);
    if (this.chance.happens(this.weather.refusals)) return this.refuseToStore(name, reply);
    const { sequence, isDuplicate } = stream.store(subject, headers, body);
    if (!isDuplicate) this.onStored(name, sequence, subject, headers);
    if (reply !== undefined) {
      const answer = { stream: name, seq: sequence, ...(isDuplicate && { duplicate: true }) };
      this.tell(reply, Buffer.from(JSON.stringify(answer)));
    }
    this.pump();
  }

  /** A process has answered a delivery. */
  private hear(subject: string, words: Uint8Array): void {
    if (this.chance.happens(this.weather.lostAnswers)) return;
    const [durable = '', , sequence] = subject
      .slice(ANSWERS.length + 1)
      .split('.')
      .slice(1);
    this.consumers.get(durable)?.hear(Number(sequence), Buffer.from(words).toString());
  }

  /** Makes a stream that is missing, with places above those that somebody has seen. */
  makeStream(name: string, above: number): Stream {
    const stream = new Stream(name, this.birthMark(name), above === 0 ? 0 : above + FAR_ABOVE);
    this.streams.set(name, stream);
    for (const consumer of this.consumers.values()) {
      if (consumer.plan.stream === name) consumer.moveTo(stream);
    }
    return stream;
  }

  /** The server dies and comes back after a while; `loss` says what its files have lost meanwhile. */
  async crash(milliseconds: number, loss: () => void = () => undefined): Promise<void> {
    this.setUp(false);
    await pause(milliseconds);
    this.starts++;
    loss();
    for (const stream of this.streams.values()) stream.reopen();
    this.setUp(true);
    for (const consumer of this.consumers.values()) {
      const stream = this.streams.get(consumer.plan.stream);
      if (stream !== undefined) consumer.moveTo(stream);
    }
    this.pump();
  }

  /** All that stood in a stream is gone, and the stream with it. Commands get a new one at once; of the others, whoever published to them makes it. */
  wipe(name: string): void {
    this.streams.delete(name);
    if (name === COMMANDS) this.makeStream(name, 0);
  }

  /** Removes a consumer, and makes it again. */
  renew(share: number): void {
    const consumers = [...this.consumers.values()];
    consumers[Math.floor(share * consumers.length)]?.beginAnew();
  }

  /** Cuts the lines of some processes for a while. */
  cutSome(share: number, milliseconds: number): void {
    for (const line of this.lines) {
      if (!this.chance.happens(share)) continue;
      line.cut();
      later(milliseconds, () => {
        if (this.isUp) line.mend();
      });
    }
  }

  /** Tells whoever listens on a subject. */
  private tell(subject: string, body: Uint8Array, code?: number): void {
    for (const line of this.lines) line.hear(subject, body, code);
  }

  /** Nobody is there for the subject. */
  private refuse(reply: string | undefined): void {
    if (reply !== undefined) this.tell(reply, new Uint8Array(), NO_RESPONDERS);
  }

  /** As a server does whose disk is full, or whose stream has too much to take in: it names the stream, and place 0. */
  private refuseToStore(stream: string, reply: string | undefined): void {
    const error = { code: 503, err_code: 10_077, description: 'insufficient resources' };
    const answer = { error, stream, seq: 0 };
    if (reply !== undefined) this.tell(reply, Buffer.from(JSON.stringify(answer)));
  }

  private pump(): void {
    for (const consumer of this.consumers.values()) consumer.pump();
  }

  private setUp(isUp: boolean): void {
    this.isUp = isUp;
    for (const consumer of this.consumers.values()) consumer.isUp = isUp;
    for (const line of this.lines) {
      if (isUp) line.mend();
      else line.cut();
    }
  }

  private birthMark(name: string): string {
    return `${name} made at ${Date.now()} by ${this.server}`;
  }
}
