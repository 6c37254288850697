import type { ServiceDefinition } from '@murmuration/choreography';
import { headerIn, type PlacedRow } from '@murmuration/choreography/simulation';
import { providerReported } from '@murmuration/contracts';
import { Broker } from '../ground/broker.ts';
import { Cluster } from '../ground/cluster.ts';
import { isPublished } from '../ground/published.ts';
import type { Rules } from '../ground/rules.ts';
import { Contacts } from '../shop/contacts.ts';
import { Customers } from '../shop/customers.ts';
import { type DefineShop, type Policy, SERVICES, type ServiceName } from '../shop/definitions.ts';
import { mistaken } from '../shop/mistaken.ts';
import { type Mood, Outside } from '../shop/outside.ts';
import { Chance } from '../time/chance.ts';
import { later, pause } from '../time/virtual-time.ts';
import { Processes } from './processes.ts';
import type { Trace } from './trace.ts';
import { Witness } from './witness.ts';

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
/** How often operators look for dead letters. */
const REDRIVE_MS = 2_000;

/** A shop of processes on its ground, with all that is outside of it. */
export class World {
  readonly cluster: Cluster;
  readonly broker: Broker;
  readonly outside: Outside;
  readonly customers: Customers;
  readonly contacts: Contacts;
  readonly processes: Processes;
  readonly witness: Witness;
  /** Services whose reactions fail at the moment, for a reason that lies in them. */
  readonly mistaken = new Set<ServiceName>();
  private readonly definitions: readonly ServiceDefinition[];
  private readonly chance: Chance;
  /** Ends of payments that nobody has taken in yet. */
  private reports = 0;
  private isMended = false;

  constructor({ seed, policy, replicas, rules, shop, trace }: Making) {
    this.chance = new Chance(seed ^ 0x5eed);
    this.cluster = new Cluster(this.chance.apart(), rules);
    this.broker = new Broker(this.chance.apart(), rules);
    this.outside = new Outside(this.chance.apart(), rules);
    this.customers = new Customers(this.broker);
    this.contacts = new Contacts(this.customers);
    this.witness = new Witness(trace);
    this.definitions = shop(this.outside, policy);
    this.processes = new Processes({
      ground: { cluster: this.cluster, broker: this.broker },
      replicas,
      chance: this.chance.apart(),
      trace,
      define: (service) =>
        mistaken(named(service, shop(this.outside, policy)), () => this.mistaken.has(service)),
    });
    this.outside.onReport = (orderId, result) => void this.report(orderId, result);
    this.cluster.onCommit = (transaction) => this.witness.see(transaction);
    this.cluster.onCommitting = (life) => this.processes.committing(life);
    this.broker.onStored = (stream, sequence, subject, headers) => {
      const id = headerIn(headers, 'ce-id');
      trace.say(`${stream} ${sequence} ${subject} ${id === undefined ? '' : trace.nameOf(id)}`);
    };
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
    this.contacts.tell(true);
    void this.redriveAll();
  }

  /** Everybody goes home. */
  close(): void {
    this.isMended = false;
    this.customers.leave();
  }

  /** Whether nothing is left to do anywhere. */
  get isQuiet(): boolean {
    const { customers, broker, reports } = this;
    if (customers.unanswered > 0 || reports > 0 || !broker.isDrained) return false;
    return SERVICES.every((service) => this.isDone(service));
  }

  /** What is left to do, in words. */
  leftovers(): readonly string[] {
    const { customers, broker, reports } = this;
    return [
      ...(customers.unanswered > 0 ? [`${customers.unanswered} commands have no outcome`] : []),
      ...(reports > 0 ? [`${reports} reports of the provider are not taken in`] : []),
      ...broker.undone(),
      ...SERVICES.flatMap((service) => this.leftoversOf(service)),
    ];
  }

  /** Events that some reaction has not seen, in words. */
  unseen(rows: readonly PlacedRow[]): readonly string[] {
    return this.definitions.flatMap(({ name, reactions }) => {
      const { inbox } = this.cluster.tables(name);
      return reactions.flatMap((reaction) =>
        rows
          .filter(({ type }) => reaction.on.some((contract) => contract.name === type))
          .filter(({ id }) => !inbox.has(`${id} ${reaction.name}`))
          .map(({ type, key }) => `not ${type} of ${key} by ${reaction.name}`),
      );
    });
  }

  private isDone(service: ServiceName): boolean {
    const tables = this.cluster.tables(service);
    const { timers, letters, repairs } = tables;
    return timers.size + letters.size + repairs.size === 0 && isPublished(tables);
  }

  private leftoversOf(service: ServiceName): readonly string[] {
    const tables = this.cluster.tables(service);
    const letters = [...tables.letters.values()];
    return [
      ...[...tables.timers.keys()].map((name) => `${service} waits for ${name}`),
      ...letters.map(
        ({ reaction, error }) => `${service} has a dead letter of ${reaction}: ${error}`,
      ),
      ...(isPublished(tables) ? [] : [`${service} has not published everything`]),
    ];
  }

  /** The provider tells the end of a payment until somebody takes it in. */
  private async report(orderId: string, result: 'captured' | 'voided'): Promise<void> {
    this.reports++;
    const notificationId = `evt_${result}_${orderId}`;
    const providerReference = `pi_${orderId}`;
    const draft = providerReported.of({ orderId, notificationId, providerReference, result });
    await pause(this.chance.between(5, 3_000));
    for (;;) {
      const here = this.processes.living.filter(({ service }) => service === 'payment');
      const process = here.length > 0 ? this.chance.oneOf(here) : undefined;
      const isTaken = process?.record(draft, notificationId).then(
        () => true,
        () => false,
      );
      const isLate = pause(REPORT_AGAIN_MS).then(() => false);
      if (await Promise.race([isTaken ?? isLate, isLate])) break;
      await pause(REPORT_AGAIN_MS);
    }
    this.reports--;
  }

  private async redriveAll(): Promise<void> {
    while (this.isMended) {
      for (const process of this.processes.living) {
        const { letters } = this.cluster.tables(process.service);
        for (const [name, letter] of letters) {
          process.redrive(letter, () => void letters.delete(name));
        }
      }
      await pause(REDRIVE_MS);
    }
  }
}

function named(service: string, shop: readonly ServiceDefinition[]): ServiceDefinition {
  const found = shop.find(({ name }) => name === service);
  if (found === undefined) throw new Error(`there is no service ${service}`);
  return found;
}
