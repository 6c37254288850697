import type { AnyReaction } from '@murmuration/choreography';
import { concludeCall, deliverForCall, loseMachine, perform } from '../world/calls.ts';
import { deliver, type Scene, timersOf } from '../world/deliver.ts';
import type { Possibilities, Possibility } from '../world/possibility.ts';
import type { Fault } from '../world/rules.ts';
import type { Rows } from '../world/rows.ts';
import type { Call, ServiceState } from '../world/service-state.ts';
import { remember } from './interner.ts';
import { type Model, sharedServiceOf } from './model.ts';
import type { Parts } from './parts.ts';

/** A possibility, in numbers. */
export interface ServiceStep {
  readonly what: string;
  readonly fault: Fault | undefined;
  /** Whether a fault leads where it leads without one. */
  readonly isHarmless: boolean;
  readonly state: number;
  readonly told: readonly number[];
  readonly lost: string | undefined;
  /** Undefined when nothing changed outside. */
  readonly outside: number | undefined;
  /** The shared rows, when the service owns them. */
  readonly shelf: number;
}

/** What may come of one thing; nothing comes of what fails. */
export interface ServiceSteps {
  readonly steps: readonly ServiceStep[];
  readonly failure: string | undefined;
}

const NONE: ServiceSteps = { steps: [], failure: undefined };

/** What one service may do next, each decided once: a decision depends on the service's state, the message and nothing else. */
export class ServiceStepper {
  /** How many decisions were made. */
  decided = 0;
  private readonly model: Model;
  private readonly parts: Parts;
  private readonly shared: number;
  private readonly known = new Map<number, ServiceSteps>();
  private readonly pending = new Map<number, () => Promise<ServiceSteps>>();
  private readonly readings = new Map<string, number>();

  constructor(model: Model, parts: Parts) {
    this.model = model;
    this.parts = parts;
    this.shared = sharedServiceOf(model);
  }

  /** A message comes to a reaction. */
  deliver(at: At, reaction: AnyReaction, messageNumber: number): ServiceSteps {
    return remember(this.known, keyOf(at, this.readingOf(reaction, messageNumber)), () => {
      const scene = this.sceneOf(at);
      const message = this.parts.messages.value(messageNumber);
      const possibilities =
        reaction.kind === 'pure'
          ? deliver(scene, reaction, message)
          : deliverForCall(scene, reaction, message, (id) => this.parts.find(id));
      return this.numbered(at, possibilities);
    });
  }

  /** What may happen without a message: timers, losses, answers that are recorded. */
  onward(at: At): ServiceSteps {
    return remember(this.known, keyOf(at, ONWARD), () => {
      const scene = this.sceneOf(at);
      const all = [...timersOf(scene), ...loseMachine(scene)];
      const recorded = distinct(scene.state.calls).flatMap((call) => {
        const { reaction, message } = this.callOf(at, call);
        const possibilities = concludeCall(scene, reaction, message, call);
        return 'failure' in possibilities ? [] : possibilities;
      });
      return this.numbered(at, [...all, ...recorded]);
    });
  }

  /** What may become of the calls under way. Undefined when that has to be found out first: see `settle`. */
  calls(at: At, outside: number): ServiceSteps | undefined {
    const key = keyOf(at, FIRST_CALL - outside);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { calls } = this.parts.statesOf(at.service).value(at.state);
    const open = distinct(calls).filter(({ answer }) => answer === undefined);
    if (open.length === 0) {
      this.known.set(key, NONE);
      return NONE;
    }
    this.pending.set(key, () => this.performAll(at, open, outside));
    return undefined;
  }

  /** Makes the calls that `calls` has missed. */
  async settle(): Promise<void> {
    for (const [key, work] of this.pending) this.known.set(key, await work());
    this.pending.clear();
  }

  /** A message and who reads it, as one number. */
  private readingOf({ name }: AnyReaction, message: number): number {
    const reading = remember(this.readings, `${name} ${message}`, () => this.readings.size);
    if (reading >= MOST_READINGS / 2) throw new RangeError('too many messages');
    return reading;
  }

  private async performAll(at: At, open: readonly Call[], outside: number): Promise<ServiceSteps> {
    const { desk } = this.model.shop;
    const all: Possibility[] = [];
    for (const call of open) {
      const { reaction } = this.callOf(at, call);
      const before = this.parts.outsides.value(outside);
      all.push(...(await perform(this.sceneOf(at), reaction, call, before, desk)));
    }
    return this.numbered(at, all);
  }

  private callOf({ service }: At, call: Call) {
    const { reactions } = this.definition(service);
    const reaction = reactions.find(({ name }) => name === call.reaction);
    const message = this.parts.find(call.messageId);
    if (reaction?.kind !== 'call' || message === undefined) {
      throw new Error(`nobody knows the call of ${call.reaction} for ${call.messageId}`);
    }
    return { reaction, message };
  }

  private sceneOf({ service, state, shelf, moment }: At): Scene {
    const own = this.parts.statesOf(service).value(state);
    const clock = this.model.clock[moment] ?? this.model.clock[0];
    const isShared = service === this.shared;
    return {
      service: this.definition(service),
      state: isShared ? withShelf(own, this.parts.shelves.value(shelf)) : own,
      rules: this.model.shop.rules,
      now: clock,
    };
  }

  private definition(service: number) {
    const definition = this.model.shop.services[service];
    if (definition === undefined) throw new RangeError(`there is no service ${service}`);
    return definition;
  }

  private numbered(at: At, possibilities: Possibilities): ServiceSteps {
    this.decided++;
    if ('failure' in possibilities) return { steps: [], failure: possibilities.failure };
    const steps = possibilities.map((each) => this.numberedOne(at, each));
    const orderly = steps.filter(({ fault }) => fault === undefined);
    const marked = steps.map((step) => {
      const isHarmless = step.fault !== undefined && orderly.some((other) => isSame(step, other));
      return isHarmless ? { ...step, isHarmless } : step;
    });
    return { steps: marked, failure: undefined };
  }

  private numberedOne({ service, shelf }: At, possibility: Possibility): ServiceStep {
    const { what, fault, lost, outside } = possibility;
    const isShared = service === this.shared;
    const [own, rows] = isShared
      ? withoutShelf(possibility.state, this.model.sharedStores)
      : [possibility.state, undefined];
    return {
      what,
      fault,
      state: this.parts.statesOf(service).number(own),
      told: possibility.told.map((each) => this.parts.told.number(each)),
      isHarmless: false,
      lost,
      outside: outside === undefined ? undefined : this.parts.outsides.number(outside),
      shelf: rows === undefined ? shelf : this.parts.shelves.number(rows),
    };
  }
}

/** Where a service stands, in numbers. The shelf counts only for the service that owns it. */
export interface At {
  readonly service: number;
  readonly state: number;
  readonly shelf: number;
  readonly moment: number;
}

const MOST_READINGS = 2_048;
const MOST_SHELVES = 256;
const MOST_SERVICES = 8;
const MOST_MOMENTS = 4;
/** What is asked of a service beside deliveries, from the upper end of the numbers of readings. */
const ONWARD = MOST_READINGS - 1;
const FIRST_CALL = MOST_READINGS - 2;

/** A place and what is asked there, as one number. */
function keyOf({ service, state, shelf, moment }: At, reading: number): number {
  const place = (state * MOST_SERVICES + service) * MOST_MOMENTS + moment;
  return (place * MOST_SHELVES + shelf) * MOST_READINGS + reading;
}

const isSame = (one: ServiceStep, other: ServiceStep): boolean =>
  one.state === other.state &&
  one.shelf === other.shelf &&
  one.outside === other.outside &&
  one.lost === other.lost &&
  one.told.join() === other.told.join();

const distinct = (calls: readonly Call[]): readonly Call[] => [
  ...new Map(calls.map((call) => [JSON.stringify(call), call])).values(),
];

function withShelf(state: ServiceState, shelf: Rows): ServiceState {
  return { ...state, rows: { ...state.rows, ...shelf } };
}

function withoutShelf(
  state: ServiceState,
  stores: readonly string[],
): readonly [ServiceState, Rows] {
  const entries = Object.entries(state.rows);
  const isShared = ([key]: readonly [string, unknown]): boolean =>
    stores.some((store) => key.startsWith(`${store}/`));
  return [
    { ...state, rows: Object.fromEntries(entries.filter((entry) => !isShared(entry))) },
    Object.fromEntries(entries.filter(isShared)),
  ];
}
