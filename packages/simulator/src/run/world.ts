import { eventSubject, type ServiceDefinition } from '@murmuration/choreography';
import { headerIn, newId, type PlacedRow } from '@murmuration/choreography/simulation';
import { providerReported, userUpdated } from '@murmuration/contracts';
import { seal } from '@murmuration/personal-data';
import { Broker } from '../ground/broker.ts';
import { Cluster } from '../ground/cluster.ts';
import { isPublished } from '../ground/published.ts';
import { Life } from '../ground/life.ts';
import type { Rules } from '../ground/rules.ts';
import type { Transaction } from '../ground/transaction.ts';
import { Customers } from '../shop/customers.ts';
import {
  CUSTOMERS,
  type DefineShop,
  personKey,
  type Policy,
  SERVICES,
  type ServiceName,
} from '../shop/definitions.ts';
import { mistaken } from '../shop/mistaken.ts';
import { type Mood, Outside } from '../shop/outside.ts';
import { Process } from '../shop/process.ts';
import { Chance } from '../time/chance.ts';
import { later, pause } from '../time/virtual-time.ts';
import type { Trace } from './trace.ts';

/** What a world is made of. */
export interface Making {
  readonly seed: number;
  readonly policy: Policy;
  readonly replicas: number;
  readonly rules: Rules;
  readonly shop: DefineShop;
  readonly trace: Trace;
}

/** How long the provider waits before it tells a report once more. */
const REPORT_AGAIN_MS = 1_500;

/** A shop of processes on its ground, with all that is outside of it. */
export class World {
  readonly cluster: Cluster;
  readonly broker: Broker;
  readonly outside: Outside;
  readonly customers: Customers;
  /** Services whose reactions fail at the moment, for a reason that lies in them. */
  readonly mistaken = new Set<ServiceName>();
  /** Ids of events that others have told, by whom they are about. */
  readonly foreign = new Map<string, string>();
  /** What the defences did, counted. */
  readonly counts = new Map<string, number>();
  private readonly definitions: readonly ServiceDefinition[];
  /** Ends of payments that nobody has taken in yet. */
  private reports = 0;
  /** What was handled or decided more than once, in words. */
  readonly repeated = new Set<string>();
  private readonly handled = new Set<string>();
  /** Services of which a process dies at one of its next commits. */
  private readonly doomed = new Map<ServiceName, { commits: number; readonly forMs: number }>();
  private readonly making: Making;
  private readonly chance: Chance;
  /** By the place that a process takes; undefined while it is away. */
  private readonly processes = new Map<string, Process | undefined>();
  private starts = 0;
  private isMended = false;

  constructor(making: Making) {
    const { seed, rules, trace } = making;
    this.making = making;
    this.chance = new Chance(seed ^ 0x5eed);
    this.cluster = new Cluster(this.chance.apart(), rules);
    this.broker = new Broker(this.chance.apart(), rules);
    this.outside = new Outside(this.chance.apart(), rules);
    this.customers = new Customers(this.broker);
    this.definitions = making.shop(this.outside, making.policy);
    this.outside.onReport = (orderId, result) => void this.report(orderId, result);
    this.cluster.onCommit = (transaction) => this.note(transaction);
    this.cluster.onCommitting = (life) => this.mayDie(life);
    this.broker.onStored = (stream, sequence, subject, headers) => {
      const id = headerIn(headers, 'ce-id');
      trace.say(`${stream} ${sequence} ${subject} ${id === undefined ? '' : trace.nameOf(id)}`);
    };
  }

  /** Starts all processes. */
  async open(): Promise<void> {
    const places = SERVICES.flatMap((service) =>
      Array.from({ length: this.making.replicas }, (_, replica) => ({ service, replica })),
    );
    await Promise.all(places.map(({ service, replica }) => this.start(service, replica)));
  }

  /** A process of a service dies; another one takes its place after a while. */
  kill(service: ServiceName, forMs: number): void {
    const replica = this.chance.whole(0, this.making.replicas - 1);
    const place = `${service}-${replica}`;
    const process = this.processes.get(place);
    if (process !== undefined) this.killAt(place, process, forMs);
  }

  private killAt(place: string, process: Process, forMs: number): void {
    if (this.processes.get(place) !== process) return;
    this.processes.set(place, undefined);
    process.kill();
    const replica = Number(place.split('-').at(-1));
    later(forMs, () => void this.start(process.service, replica));
  }

  /** A process of a service dies in the midst of the n-th of its commits from now. */
  killAtCommit(service: ServiceName, commits: number, forMs: number): void {
    this.doomed.set(service, { commits, forMs });
  }

  /** A process of a service stops in order; another one takes its place after a while. */
  stop(service: ServiceName, forMs: number): void {
    const replica = this.chance.whole(0, this.making.replicas - 1);
    const place = `${service}-${replica}`;
    const process = this.processes.get(place);
    if (process === undefined) return;
    this.processes.set(place, undefined);
    void process.stop();
    later(forMs, () => void this.start(service, replica));
  }

  /** Those outside change their mood for a while. */
  upset(mood: keyof Mood, share: number, forMs: number): void {
    this.outside.mood[mood] = share;
    later(forMs, () => {
      this.outside.mood[mood] = 0;
    });
  }

  /** From now on operators deliver dead letters once more, now and then. */
  mend(): void {
    this.isMended = true;
    this.announceContacts(true);
    void this.redriveAll();
  }

  /** Whether nothing is left to do anywhere. */
  get isQuiet(): boolean {
    const { customers, broker, reports } = this;
    if (customers.unanswered > 0 || reports > 0 || !broker.isDrained) return false;
    return SERVICES.every((service) => this.isDone(service));
  }

  /** Tells what services that are not simulated have said: how customers are reached. Said again when all is mended, as their owner would. */
  announceContacts(again = false): void {
    for (const customerId of CUSTOMERS) {
      const contact = JSON.stringify({ email: `${customerId}@example.com`, name: customerId });
      const sealed = seal(personKey, { personId: customerId, purpose: 'contact' }, contact);
      const draft = userUpdated.of({ userId: customerId, version: 1, contact: sealed });
      const id = this.foreign.get(customerId) ?? newId();
      this.foreign.set(customerId, id);
      this.customers.tell(eventSubject(draft.contract.type, customerId), draft, id, again);
    }
  }

  /** Events that some reaction has not seen, in words. */
  unseen(rows: readonly PlacedRow[]): readonly string[] {
    return this.definitions.flatMap(({ name, reactions }) => {
      const { inbox } = this.cluster.tables(name);
      return reactions.flatMap((reaction) =>
        rows
          .filter(({ type }) => reaction.on.some((contract) => contract.name === type))
          .filter(({ id }) => !inbox.has(`${id} ${reaction.name}`))
          .map(
            ({ type, key }) => `every event is handled: not ${type} of ${key} by ${reaction.name}`,
          ),
      );
    });
  }

  /** Everybody goes home. */
  close(): void {
    this.isMended = false;
    this.customers.leave();
  }

  /** What is left to do, in words. */
  leftovers(): readonly string[] {
    const { customers, broker, reports } = this;
    const services = SERVICES.flatMap((service) => {
      const { timers, letters } = this.cluster.tables(service);
      return [
        ...[...timers.keys()].map((name) => `${service} waits for ${name}`),
        ...[...letters.values()].map(
          ({ reaction, error }) => `${service} has a dead letter of ${reaction}: ${error}`,
        ),
        ...(isPublished(this.cluster.tables(service))
          ? []
          : [`${service} has not published everything`]),
      ];
    });
    return [
      ...(customers.unanswered > 0 ? [`${customers.unanswered} commands have no outcome`] : []),
      ...(reports > 0 ? [`${reports} reports of the provider are not taken in`] : []),
      ...broker.undone(),
      ...services,
    ];
  }

  private isDone(service: ServiceName): boolean {
    const { timers, letters, repairs } = this.cluster.tables(service);
    return (
      timers.size + letters.size + repairs.size === 0 && isPublished(this.cluster.tables(service))
    );
  }

  private async start(service: ServiceName, replica: number): Promise<void> {
    const place = `${service}-${replica}`;
    const life = new Life(`${place} (${++this.starts})`);
    const { shop, policy } = this.making;
    const definition = shop(this.outside, policy).find(({ name }) => name === service);
    if (definition === undefined) throw new Error(`there is no service ${service}`);
    const isMistaken = (): boolean => this.mistaken.has(service);
    // a database that is away keeps it from starting: whoever watches over it tries again
    for (;;) {
      try {
        const ground = { cluster: this.cluster, broker: this.broker };
        const process = await Process.start(
          ground,
          life,
          service,
          mistaken(definition, isMistaken),
        );
        this.processes.set(place, process);
        this.making.trace.say(`${life.name} is up`);
        return;
      } catch {
        await pause(500);
      }
    }
  }

  /** The provider tells the end of a payment until somebody takes it in. */
  private async report(orderId: string, result: 'captured' | 'voided'): Promise<void> {
    this.reports++;
    const id = `evt_${result}_${orderId}`;
    const providerReference = `pi_${orderId}`;
    const draft = providerReported.of({ orderId, notificationId: id, providerReference, result });
    await pause(this.chance.between(5, 3_000));
    for (;;) {
      const here = [...this.processes.values()].filter((each) => each?.service === 'payment');
      const process = here.length > 0 ? this.chance.oneOf(here) : undefined;
      const taken = process?.record(draft, id).then(
        () => true,
        () => false,
      );
      const limit = pause(REPORT_AGAIN_MS).then(() => false);
      if ((await Promise.race([taken ?? limit, limit])) === true) break;
      await pause(REPORT_AGAIN_MS);
    }
    this.reports--;
  }

  private mayDie(life: Life): void {
    for (const [place, process] of this.processes) {
      const doom = process?.life === life ? this.doomed.get(process.service) : undefined;
      if (process === undefined || doom === undefined || --doom.commits > 0) continue;
      this.doomed.delete(process.service);
      // in the midst, not before it begins
      later(this.chance.between(0, 1), () => this.killAt(place, process, doom.forMs));
    }
  }

  private note({ placed, claimed, decided }: Transaction): void {
    const { trace } = this.making;
    for (const entry of claimed)
      this.once(`${entry.split(' ')[1]} of ${trace.nameOf(entry.split(' ')[0] ?? '')}`, entry);
    for (const command of decided) this.once(command, command);
    if (placed.length + claimed.size === 0) return;
    const told = placed.map(({ id, type, key }) => `${type} ${key} ${trace.nameOf(id)}`);
    const seen = [...claimed].map((entry) => {
      const [id = '', reaction] = entry.split(' ');
      return `${reaction} saw ${trace.nameOf(id)}`;
    });
    trace.say([...seen, ...told].join(', '));
  }

  private once(words: string, what: string): void {
    if (this.handled.has(what)) this.repeated.add(words);
    this.handled.add(what);
  }

  private async redriveAll(): Promise<void> {
    while (this.isMended) {
      for (const process of this.processes.values()) {
        if (process === undefined) continue;
        const { letters } = this.cluster.tables(process.service);
        for (const [name, letter] of letters) {
          process.redrive(letter, () => void letters.delete(name));
        }
      }
      await pause(2_000);
    }
  }
}
