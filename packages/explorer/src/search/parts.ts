import type { Message } from '@murmuration/choreography';
import { canonical } from '../world/canonical.ts';
import { publish, type Told } from '../world/message.ts';
import type { Outside } from '../world/outside.ts';
import type { Fault } from '../world/rules.ts';
import type { Rows } from '../world/rows.ts';
import type { ServiceState } from '../world/service-state.ts';
import { Interner, remember } from './interner.ts';
import type { OrderWorld } from './order-world.ts';

type Spent = Readonly<Partial<Record<Fault, number>>>;

/** Of a world: the numbers of its services' states, then of these. */
export interface Packed {
  readonly services: readonly number[];
  readonly stream: number;
  readonly outside: number;
  readonly spent: number;
  readonly moment: number;
}

const HALF = 65_536;

/** Worlds as a few numbers each. Their parts repeat far more often than they do, so each part is kept once. */
export class Parts {
  readonly messages = new Interner<Message>(({ id }) => id);
  readonly states: readonly Interner<ServiceState>[];
  readonly streams = new Interner<readonly number[]>((ids) => ids.join());
  readonly outsides = new Interner<Outside>(canonical);
  readonly spents = new Interner<Spent>(canonical);
  readonly shelves = new Interner<Rows>(canonical);
  readonly told = new Interner<Told>(canonical);
  private readonly width: number;
  private readonly numbers = new Map<string, number>();
  private tuples: Int32Array;
  private readonly published = new Map<string, number>();
  private readonly byId = new Map<string, Message>();

  constructor(services: number) {
    this.states = Array.from({ length: services }, () => new Interner<ServiceState>(canonical));
    this.width = services + 4;
    this.tuples = new Int32Array(this.width * 1_024);
  }

  /** How many worlds are known. */
  get size(): number {
    return this.numbers.size;
  }

  pack(world: OrderWorld): number {
    return this.number({
      services: world.services.map((state, at) => this.statesOf(at).number(state)),
      stream: this.streams.number(
        world.stream.map((message) => this.keep(message)).toSorted((a, b) => a - b),
      ),
      outside: this.outsides.number(world.outside),
      spent: this.spents.number(world.spent),
      moment: world.moment,
    });
  }

  unpack(number: number): OrderWorld {
    const { services, stream, outside, spent, moment } = this.tuple(number);
    return {
      services: services.map((state, at) => this.statesOf(at).value(state)),
      stream: this.streams.value(stream).map((id) => this.messages.value(id)),
      outside: this.outsides.value(outside),
      spent: this.spents.value(spent),
      moment,
    };
  }

  statesOf(service: number): Interner<ServiceState> {
    const states = this.states[service];
    if (states === undefined) throw new RangeError(`there is no service ${service}`);
    return states;
  }

  find(messageId: string): Message | undefined {
    return this.byId.get(messageId);
  }

  /** The number of a world. */
  number({ services, stream, outside, spent, moment }: Packed): number {
    const tuple = [...services, stream, outside, spent, moment];
    let key = '';
    for (const part of tuple) key += String.fromCharCode(part % HALF, Math.floor(part / HALF));
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(key, number);
    if ((number + 1) * this.width > this.tuples.length) {
      const larger = new Int32Array(this.tuples.length * 2);
      larger.set(this.tuples);
      this.tuples = larger;
    }
    this.tuples.set(tuple, number * this.width);
    return number;
  }

  /** The parts of a world. */
  tuple(number: number): Packed {
    const services = this.width - 4;
    const at = (part: number): number => this.tuples[number * this.width + part] ?? 0;
    return {
      services: Array.from({ length: services }, (_, part) => at(part)),
      stream: at(services),
      outside: at(services + 1),
      spent: at(services + 2),
      moment: at(services + 3),
    };
  }

  /** A stream to which things were added, by their numbers. What was told before in the same words is told again, as another message. */
  tell(stream: number, told: readonly number[]): number {
    if (told.length === 0) return stream;
    return remember(this.published, `${stream}:${told.join()}`, () => {
      const ids = [...this.streams.value(stream)];
      for (const each of told) {
        let copy = 1;
        const of = (): number => this.keep(publish(this.told.value(each), copy));
        while (ids.includes(of())) copy++;
        ids.push(of());
      }
      return this.streams.number(ids.toSorted((a, b) => a - b));
    });
  }

  /** A stream that has lost a message for good. */
  lose(stream: number, messageId: string): number {
    const left = this.streams
      .value(stream)
      .filter((id) => this.messages.value(id).id !== messageId);
    return this.streams.number(left);
  }

  private keep(message: Message): number {
    this.byId.set(message.id, message);
    return this.messages.number(message);
  }
}
