import type { ServiceDefinition } from '@murmuration/choreography';
import { Life } from '../ground/life.ts';
import { SERVICES, type ServiceName } from '../shop/definitions.ts';
import { type Ground, Process } from '../shop/process.ts';
import type { Chance } from '../time/chance.ts';
import { later, pause } from '../time/virtual-time.ts';
import type { Trace } from './trace.ts';

interface Options {
  readonly ground: Ground;
  /** Of each service. */
  readonly replicas: number;
  readonly chance: Chance;
  readonly trace: Trace;
  /** Makes the definition of a process anew. */
  readonly define: (service: ServiceName) => ServiceDefinition;
}

interface Doom {
  commits: number;
  readonly forMs: number;
}

/** Whoever watches over processes tries again after this, when one cannot start. */
const START_AGAIN_MS = 500;

/** The processes of a shop, each in its place. One that ends is followed by another. */
export class Processes {
  private readonly options: Options;
  /** Undefined while the place is empty. */
  private readonly places = new Map<string, Process | undefined>();
  /** Services of which a process dies at one of its next commits. */
  private readonly doomed = new Map<ServiceName, Doom>();
  private starts = 0;

  constructor(options: Options) {
    this.options = options;
  }

  /** Those that are there. */
  get living(): readonly Process[] {
    return [...this.places.values()].filter((process) => process !== undefined);
  }

  /** Starts all of them. */
  async open(): Promise<void> {
    const starts = SERVICES.flatMap((service) =>
      Array.from({ length: this.options.replicas }, (_, replica) => this.start(service, replica)),
    );
    await Promise.all(starts);
  }

  /** One of a service dies; another one takes its place after a while. */
  kill(service: ServiceName, forMs: number): void {
    const replica = this.anyReplica();
    this.vacate(service, replica, forMs)?.kill();
  }

  /** One of a service stops in order; another one takes its place after a while. */
  stop(service: ServiceName, forMs: number): void {
    const replica = this.anyReplica();
    void this.vacate(service, replica, forMs)?.stop();
  }

  /** One of a service dies in the midst of the n-th of its commits from now. */
  killAtCommit(service: ServiceName, commits: number, forMs: number): void {
    this.doomed.set(service, { commits, forMs });
  }

  /** A process is about to commit. */
  committing(life: Life): void {
    const process = this.living.find((each) => each.life === life);
    const doom = process && this.doomed.get(process.service);
    if (process === undefined || doom === undefined || --doom.commits > 0) return;
    this.doomed.delete(process.service);
    const [place = ''] = [...this.places].find(([, each]) => each === process) ?? [];
    // in the midst, not before it begins
    later(this.options.chance.between(0, 1), () => {
      if (this.places.get(place) !== process) return;
      this.vacate(process.service, Number(place.split('-').at(-1)), doom.forMs)?.kill();
    });
  }

  private anyReplica(): number {
    return this.options.chance.whole(0, this.options.replicas - 1);
  }

  /** Takes whoever is there out of its place, and sees to it that somebody follows. */
  private vacate(service: ServiceName, replica: number, forMs: number): Process | undefined {
    const place = `${service}-${replica}`;
    const process = this.places.get(place);
    if (process === undefined) return undefined;
    this.places.set(place, undefined);
    later(forMs, () => void this.start(service, replica));
    return process;
  }

  private async start(service: ServiceName, replica: number): Promise<void> {
    const { ground, define, trace } = this.options;
    const place = `${service}-${replica}`;
    for (;;) {
      const life = new Life(`${place} (${++this.starts})`);
      try {
        const process = await Process.start(ground, life, service, define(service));
        this.places.set(place, process);
        return trace.say(`${life.name} is up`);
      } catch {
        // the database, or the broker, is away
        ground.broker.forget(life);
        ground.cluster.forgetAll(life);
        life.end();
        await pause(START_AGAIN_MS);
      }
    }
  }
}
