import type { Program } from '../processes/program.ts';
import type { ServiceName } from './service-names.ts';
import type { Readiness } from './readiness.ts';

/** All replicas of one service. Each verb acts on all of them; `replicas` gives them one by one. */
export class ServiceGroup {
  readonly name: ServiceName;
  readonly replicas: readonly Program[];
  private readonly readiness: Readiness;

  constructor(name: ServiceName, replicas: readonly Program[], readiness: Readiness) {
    this.name = name;
    this.replicas = replicas;
    this.readiness = readiness;
  }

  /** Starts those that do not run, and waits until all that are not paused answer. */
  async start(): Promise<void> {
    for (const replica of this.replicas) replica.start();
    await this.ready();
  }

  /** Waits until every replica that runs answers. */
  async ready(): Promise<void> {
    await this.readiness.awaitReplicas(this.name, this.replicas);
  }

  /** SIGTERM, and waits until they have drained. */
  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
  }

  /** SIGSTOP. */
  pause(): void {
    for (const replica of this.replicas) replica.pause();
  }

  /** SIGCONT. */
  resume(): void {
    for (const replica of this.replicas) replica.resume();
  }
}
