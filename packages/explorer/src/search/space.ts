import type { AnyReaction } from '@murmuration/choreography';
import { type Fault, faults } from '../world/rules.ts';
import { entryOf } from '../world/service-state.ts';
import { remember } from './interner.ts';
import {
  type Consumer,
  consumersIn,
  leadingToShared,
  type Model,
  sharedServiceOf,
} from './model.ts';
import { type Packed, Parts } from './parts.ts';
import { ServiceStepper, type ServiceStep, type ServiceSteps } from './service-steps.ts';

/** What may happen next to one order. */
export interface Step {
  readonly service: number;
  readonly what: string;
  readonly fault: Fault | undefined;
  readonly to: number;
  readonly shelf: number;
}

/** How often a fault was tried, and how often it changed anything. */
export interface Tally {
  tried: number;
  changed: number;
}

interface Reading {
  readonly at: number;
  readonly consumer: Consumer;
  readonly message: number;
}

/**
 * The steps of one order's world, in numbers. Those of the shared service depend on the shelf too, and are asked for apart.
 */
export class Space {
  readonly model: Model;
  readonly parts: Parts;
  readonly stepper: ServiceStepper;
  readonly shared: number;
  /** How often a fault changed what the shared service knows: a search that lets orders go on by themselves rests on there being none. */
  sharedFaults = 0;
  readonly tallies = new Map<Fault, Tally>(faults.map((name) => [name, { tried: 0, changed: 0 }]));
  private readonly consumers: ReadonlyMap<string, readonly Consumer[]>;
  private readonly leading: ReadonlySet<AnyReaction>;
  private readonly readings = new Map<number, readonly Reading[]>();
  private readonly afterSpending = new Map<string, number>();

  constructor(model: Model) {
    this.model = model;
    this.parts = new Parts(model.shop.services.length);
    this.stepper = new ServiceStepper(model, this.parts);
    this.shared = sharedServiceOf(model);
    this.consumers = consumersIn(model.shop.services);
    this.leading = leadingToShared(model);
  }

  /** The steps of all services but the shared one. */
  async local(world: number): Promise<readonly Step[]> {
    let steps = this.tryLocal(world);
    while (steps === undefined) {
      await this.stepper.settle();
      steps = this.tryLocal(world);
    }
    return steps;
  }

  /** The steps of the shared service, with what stands on the shelf. */
  sharedSteps(world: number, shelf: number): readonly Step[] {
    const packed = this.parts.tuple(world);
    return this.stepsOf(packed, world, shelf, (service) => service === this.shared) ?? [];
  }

  /** Whether the shared service may still say something that concerns the order, whatever else happens to it. */
  mayBeTold(world: number): boolean {
    const packed = this.parts.tuple(world);
    const waits = this.readingsOf(packed.stream).some(
      ({ consumer, message }) =>
        this.leading.has(consumer.reaction) && !this.isSeen(packed, consumer, message),
    );
    return waits || this.mayYetLead(packed);
  }

  /** What is delivered to nobody yet, and why, where a reaction fails. */
  unread(world: number, shelf: number): readonly string[] {
    const packed = this.parts.tuple(world);
    return this.readingsOf(packed.stream).flatMap(({ consumer, message }) => {
      if (this.isSeen(packed, consumer, message)) return [];
      const { failure } = this.deliver(packed, consumer, message, shelf);
      const name = `${consumer.reaction.name} on ${this.parts.messages.value(message).id}`;
      return [failure === undefined ? name : `${name}: ${failure}`];
    });
  }

  private tryLocal(world: number): readonly Step[] | undefined {
    const packed = this.parts.tuple(world);
    return this.stepsOf(packed, world, 0, (service) => service !== this.shared);
  }

  private stepsOf(
    packed: Packed,
    world: number,
    shelf: number,
    concerns: (service: number) => boolean,
  ): readonly Step[] | undefined {
    const steps: Step[] = [];
    const take = (service: number, found: ServiceSteps): void => {
      for (const step of found.steps) this.follow(packed, world, shelf, service, step, steps);
    };
    for (const { consumer, message } of this.readingsOf(packed.stream)) {
      if (concerns(consumer.service)) {
        take(consumer.service, this.deliver(packed, consumer, message, shelf));
      }
    }
    for (const [service, state] of packed.services.entries()) {
      if (!concerns(service)) continue;
      const at = { service, state, shelf, moment: packed.moment };
      take(service, this.stepper.onward(at));
      const calls = this.stepper.calls(at, packed.outside);
      if (calls === undefined) return undefined;
      take(service, calls);
      if (service === 0) this.passTime(packed, steps);
    }
    return steps;
  }

  private deliver(
    packed: Packed,
    { service, reaction }: Consumer,
    message: number,
    shelf: number,
  ): ServiceSteps {
    const state = packed.services[service] ?? 0;
    const at = {
      service,
      state,
      shelf: service === this.shared ? shelf : 0,
      moment: packed.moment,
    };
    return this.stepper.deliver(at, reaction, message);
  }

  /** Time passes, where a world waits for that. */
  private passTime(packed: Packed, steps: Step[]): void {
    const left = this.model.clock.length - 1 - packed.moment;
    if (left === 0) return;
    const { mayEnd } = this.model;
    if (left === 1 && mayEnd?.(this.parts.unpack(this.parts.number(packed))) === false) return;
    const to = this.parts.number({ ...packed, moment: packed.moment + 1 });
    steps.push({ service: 0, what: 'time passes', fault: undefined, to, shelf: 0 });
  }

  /** Adds where a step leads to, unless the fault may not happen (again), or nothing changes. */
  private follow(
    packed: Packed,
    world: number,
    shelf: number,
    service: number,
    step: ServiceStep,
    steps: Step[],
  ): void {
    const { fault } = step;
    if (fault !== undefined && !this.model.faults.has(fault)) return;
    const tally = fault === undefined ? undefined : this.tallies.get(fault);
    if (tally !== undefined) tally.tried++;
    if (step.isHarmless) return;
    const after = this.after(packed, service, step);
    let to = this.parts.number(after);
    if (to === world && step.shelf === shelf) return;
    if (tally !== undefined) tally.changed++;
    if (fault !== undefined && service === this.shared) this.sharedFaults++;
    if (fault !== undefined && this.model.faults.get(fault) !== Infinity) {
      const spent = this.spend(packed.spent, fault);
      if (spent === undefined) return;
      to = this.parts.number({ ...after, spent });
    }
    steps.push({ service, what: step.what, fault, to, shelf: step.shelf });
  }

  private after(packed: Packed, service: number, step: ServiceStep): Packed {
    const told = this.parts.tell(packed.stream, step.told);
    return {
      services: packed.services.with(service, step.state),
      stream: step.lost === undefined ? told : this.parts.lose(told, step.lost),
      outside: step.outside ?? packed.outside,
      spent: packed.spent,
      moment: packed.moment,
    };
  }

  /** Undefined when nothing is left to spend. */
  private spend(spent: number, fault: Fault): number | undefined {
    const number = remember(this.afterSpending, `${spent} ${fault}`, () => {
      const before = this.parts.spents.value(spent);
      const times = (before[fault] ?? 0) + 1;
      if (times > (this.model.faults.get(fault) ?? 0)) return -1;
      return this.parts.spents.number({ ...before, [fault]: times });
    });
    return number < 0 ? undefined : number;
  }

  private readingsOf(stream: number): readonly Reading[] {
    let readings = this.readings.get(stream);
    if (readings === undefined) {
      readings = this.parts.streams.value(stream).flatMap((message) => {
        const { name } = this.parts.messages.value(message);
        return (this.consumers.get(name) ?? []).map((consumer, at) => ({ at, consumer, message }));
      });
      this.readings.set(stream, readings);
    }
    return readings;
  }

  private isSeen(packed: Packed, { service, reaction }: Consumer, message: number): boolean {
    const state = this.parts.statesOf(service).value(packed.services[service] ?? 0);
    const messageId = this.parts.messages.value(message).id;
    return state.seen.includes(entryOf({ reaction: reaction.name, messageId }));
  }

  /** Whether a timer or a call may lead to something that the shared service says. */
  private mayYetLead(packed: Packed): boolean {
    return packed.services.some((number, service) => {
      const { timers, calls } = this.parts.statesOf(service).value(number);
      const heard = Object.values(timers).flatMap(({ name }) => this.consumers.get(name) ?? []);
      if (heard.some(({ reaction }) => this.leading.has(reaction))) return true;
      const { reactions = [] } = this.model.shop.services[service] ?? {};
      return reactions.some(
        (reaction) =>
          this.leading.has(reaction) && calls.some((call) => call.reaction === reaction.name),
      );
    });
  }
}
