import type { Logger } from 'pino';
import type { ServicePlan } from '../batch/service-plan.ts';
import type { Shell } from '../batch/shell.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { Line } from '../messaging/line.ts';
import type { LaneStatements } from '../outbox/lane-store.ts';
import { lanesToRelay, OutboxRelay } from '../outbox/outbox-relay.ts';
import { Publisher } from '../outbox/publisher.ts';
import { DatabaseWatch } from '../postgres/database-watch.ts';
import { ask } from '../postgres/pipeline.ts';
import type { RepairTools } from '../repair/lane-mender.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { TimerLoop } from '../timers/timer-loop.ts';
import type { Closers } from './closers.ts';
import { Health } from './health.ts';

/** What a service stands on: Postgres and JetStream, or what takes their place in a simulation. */
export interface Ground<Broker extends Line = Line> {
  readonly broker: Broker;
  readonly connect: Shell['connect'];
  readonly hearing: Shell['hearing'];
  readonly lanes: LaneStatements;
  readonly repair: RepairTools;
  /** Absent when nobody traces or measures. */
  readonly telemetry: Telemetry | undefined;
}

/** What the parts of a service hold in common from the start. */
export interface Basis {
  readonly plan: ServicePlan;
  readonly settings: RuntimeSettings;
  readonly log: Logger;
  readonly closers: Closers;
}

/** Writes nothing, and fails where nothing can be written. */
export const PROBE = 'update outbox_lane set fence = fence where lane = -1';

/** Opens what moves by itself, whether messages come or not: the relay, and the timers. */
export async function openShell<Broker extends Line>(
  basis: Basis,
  ground: Ground<Broker>,
): Promise<Shell & { readonly broker: Broker }> {
  const { plan, settings, log, closers } = basis;
  const { broker, connect, hearing, telemetry } = ground;
  const publisher = new Publisher(broker, plan.name, telemetry);
  closers.add(() => publisher.close());
  const lanes = await lanesToRelay(ground.lanes, settings.OUTBOX_LANES);
  const relay = new OutboxRelay(
    plan.name,
    broker,
    ground.lanes,
    publisher,
    ground.repair,
    log,
    lanes,
  );
  closers.add(() => relay.stop());
  const database = openWatch(closers, connect);
  const health = new Health();
  const shell = {
    plan,
    settings,
    broker,
    relay,
    log,
    connect,
    hearing,
    telemetry,
    health,
    database,
  };
  const timers = new TimerLoop(shell);
  closers.add(() => timers.stop());
  return shell;
}

/** Each probe opens a session of its own: whoever waits for it will need one too. */
function openWatch(closers: Closers, connect: Shell['connect']): DatabaseWatch {
  const stopping = new AbortController();
  closers.add(() => stopping.abort());
  const probe = async (): Promise<void> => {
    const connection = connect('probe');
    try {
      await ask(connection, PROBE);
    } finally {
      await connection.close();
    }
  };
  return new DatabaseWatch({ probe, signal: stopping.signal });
}
