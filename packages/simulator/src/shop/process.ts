import type { ServiceDefinition } from '@murmuration/choreography';
import type { EventDraft } from '@murmuration/contracts';
import { runtimeSettings } from '@murmuration/choreography';
import {
  Closers,
  keptDelivery,
  openLoops,
  openShell,
  planService,
  FactRecorder,
  type Redeliver,
  type Shell,
} from '@murmuration/choreography/simulation';
import { pino } from 'pino';
import type { Broker } from '../ground/broker.ts';
import type { Cluster } from '../ground/cluster.ts';
import { LaneTable } from '../ground/lane-table.ts';
import { Life } from '../ground/life.ts';
import { RepairTable } from '../ground/repair-table.ts';
import { StreamSights } from '../ground/stream-sights.ts';
import type { Letter } from '../ground/tables.ts';
import { understand } from '../ground/understand.ts';
import type { ServiceName } from './definitions.ts';

/** What processes stand on. */
export interface Ground {
  readonly cluster: Cluster;
  readonly broker: Broker;
}

/** Small batches, so that few messages make several. */
const settings = runtimeSettings.parse({
  NATS_URL: 'nats://simulated',
  DATABASE_URL: 'postgres://simulated',
  LOG_LEVEL: 'silent',
  BATCH_SIZE: 8,
});

const RETENTION_SECONDS = 3_600;
const log = pino({ level: process.env['SIMULATE_LOG'] ?? 'silent' });

/** A process of a service: put together from the parts that run in production, on the ground of the simulation. */
export class Process {
  readonly life: Life;
  readonly service: ServiceName;
  private readonly ground: Ground;
  private readonly closers: Closers;
  private readonly shell: Shell;
  private readonly redeliver: Redeliver;
  private readonly recorder: FactRecorder;

  private constructor(
    ground: Ground,
    life: Life,
    service: ServiceName,
    closers: Closers,
    shell: Shell,
    redeliver: Redeliver,
  ) {
    this.ground = ground;
    this.life = life;
    this.service = service;
    this.closers = closers;
    this.shell = shell;
    this.redeliver = redeliver;
    this.recorder = new FactRecorder(shell, shell.connect('recorder'));
  }

  /** Starts a process. Never resolves when its life ends before it is up. */
  static async start(
    ground: Ground,
    life: Life,
    service: ServiceName,
    definition: ServiceDefinition,
  ): Promise<Process> {
    const { cluster, broker } = ground;
    const plan = planService(definition);
    const { name } = plan;
    const closers = new Closers(log);
    const perform = understand(plan, settings.OUTBOX_LANES);
    const named = log.child({ process: life.name });
    const shell = await openShell(
      { plan, settings, log: named, closers },
      {
        broker: broker.connect(life),
        connect: () => cluster.connect(life, name, perform),
        // all processes are of one version
        hearing: { isHeard: async () => true, stopHearing: async () => undefined },
        lanes: new LaneTable(cluster, life, name),
        repair: {
          store: new RepairTable(cluster, life, name),
          views: new StreamSights(broker, life, name),
          telemetry: undefined,
          everyMs: settings.BROKER_CHECK_SECONDS * 1_000,
          retentionSeconds: RETENTION_SECONDS,
        },
        telemetry: undefined,
      },
    );
    const redeliver = await openLoops(shell, closers, async ({ consumer, sink }) =>
      broker.attach(life, consumer, sink),
    );
    return new Process(ground, life, service, closers, shell, redeliver);
  }

  /** It dies at once, in the midst of whatever it does. */
  kill(): void {
    this.life.end();
    this.ground.broker.forget(this.life);
    this.ground.cluster.forgetAll(this.life);
  }

  /** It stops in order: finishes what is under way, and lets go of everything. */
  async stop(): Promise<void> {
    this.ground.broker.detach(this.life);
    await this.closers.close();
    if (!this.life.isOver) this.kill();
  }

  /** The broker's streams may be others by now. */
  verify(): void {
    this.shell.relay.verify();
  }

  /** Records a fact from outside. */
  async record(draft: EventDraft, id: string): Promise<void> {
    await this.recorder.record(draft, id);
  }

  /** Delivers a dead letter once more; `onDone` is called when it was handled. */
  redrive(letter: Letter, onDone: () => void): void {
    const delivery = keptDelivery(letter, {
      kept: { as: 'dead letter', letterId: letter.id, by: 'the simulation' },
      attempt: 1,
      onEnd: (end) => {
        if (end === 'delivered') onDone();
      },
    });
    this.redeliver(letter.reaction, delivery);
  }
}
