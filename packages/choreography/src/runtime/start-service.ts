import type { EventDraft, QueryContract, RequestContract } from '@murmuration/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { planService } from '../batch/service-plan.ts';
import type { ConnectedShell } from '../batch/shell.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { FactRecorder } from '../outbox/fact-recorder.ts';
import { LaneStore } from '../outbox/lane-store.ts';
import { limitMessages } from '../outbox/size-limit.ts';
import { openPool } from '../postgres/pool.ts';
import { openConnection } from '../postgres/train-session.ts';
import { askService } from '../queries/ask-service.ts';
import { repairTools } from '../repair/repair-tools.ts';
import { observeService } from '../telemetry/observe-service.ts';
import { Telemetry } from '../telemetry/telemetry.ts';
import { messageConsumers } from '../topology/consumers.ts';
import { SharedHearing } from '../topology/hearing.ts';
import { ensureStreams } from '../topology/streams.ts';
import { checkDatabase } from './check-settings.ts';
import { Closers } from './closers.ts';
import { closeBroker, connectBroker } from './connect-broker.ts';
import { Maintenance } from './maintenance.ts';
import { serviceLogger } from './logger.ts';
import { type Basis, openShell } from './open-shell.ts';
import { startAnswers } from './start-answers.ts';
import { startReactions } from './start-reactions.ts';
import { watchGrounds } from './watch-grounds.ts';

/** A service that is up. */
export interface RunningService {
  readonly name: string;
  readonly logger: Logger;
  /** Publishes a fact from outside through the outbox; the same id twice is one fact. */
  record(draft: EventDraft, options: { readonly id: string }): Promise<void>;
  /**
   * Asks another service, for what no message brings: a secret that must be in no stream. Throws a `RequestError` with that service's status: 503 when it is
   * away, 504 when it is late.
   */
  ask<Params, Result>(
    contract: QueryContract<string, Params, Result> | RequestContract<string, Params, Result>,
    params: Params,
  ): Promise<Result>;
  /** Everything that keeps the service from working at the moment, in words; nothing when it is ready. Asks the database and the broker. */
  problems(): Promise<readonly string[]>;
  /** Runs before the service lets go of its connections: doors to the outside close first. */
  onStop(close: () => Promise<void>): void;
  /** Drains: takes nothing new, finishes what is under way, publishes what is committed. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when the service can do nothing any more: stopped, or, with the error, refused by the broker for good. */
  readonly ended: Promise<void | Error>;
}

/** What the parts of a starting service hold in common. */
interface Start extends Basis {
  readonly broker: NatsConnection;
  readonly pool: postgres.Sql;
}

/**
 * Starts a service: connects, makes its streams and consumers, relays, reacts, answers. Throws a `DefinitionError`, a `ConfigError` or a
 * `TopologyError` when it cannot, and leaves nothing open then.
 */
export async function startService(
  definition: ServiceDefinition,
  settings: RuntimeSettings,
): Promise<RunningService> {
  const plan = planService(definition);
  const log = serviceLogger(plan.name, settings.LOG_LEVEL);
  const closers = new Closers(log);
  try {
    const broker = await connectBroker(plan.name, settings);
    closers.add(() => closeBroker(broker));
    void followLimit(broker);
    const pool = openPool(settings.DATABASE_URL, plan.name, 4);
    closers.add(() => pool.end({ timeout: 2 }));
    await checkDatabase(pool, plan.name, settings);
    await ensureStreams(await jetstreamManager(broker, { checkAPI: false }), settings);
    const start: Start = { plan, settings, log, closers, broker, pool };
    const shell = await openOnServers(start);
    const redeliver = await startReactions(shell, closers);
    await startAnswers(shell, definition, closers, { pool, redeliver });
    const { reactions, answers, responders = [] } = definition;
    const counts = { queries: answers.length, requests: responders.length };
    log.info({ reactions: reactions.length, ...counts }, 'ready');
    return runningService(start, shell);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Opens what moves by itself, on Postgres and JetStream. */
async function openOnServers(start: Start): Promise<ConnectedShell> {
  const { plan, settings, log, closers, broker, pool } = start;
  const maintenance = new Maintenance(pool, settings, log);
  closers.add(() => maintenance.stop());
  const telemetry = Telemetry.open(plan);
  const lastsSeconds = settings.LEAVE_TO_OTHERS_SECONDS;
  const hearing = new SharedHearing({ sql: pool, broker, log, lastsSeconds });
  closers.add(() => hearing.end());
  await hearing.begin(messageConsumers(plan));
  const shell = await openShell(start, {
    broker,
    connect: (purpose) => openConnection(settings.DATABASE_URL, `${plan.name} ${purpose}`),
    hearing,
    lanes: new LaneStore(pool),
    repair: repairTools(start, telemetry),
    telemetry,
  });
  watchGrounds(shell.health, { pool, broker, relay: shell.relay, database: shell.database });
  closers.add(observeService(shell, pool));
  return shell;
}

/** What the broker takes may be another after its restart, or at another of its cluster. */
async function followLimit(broker: NatsConnection): Promise<void> {
  const take = (): void => limitMessages(broker.info?.max_payload ?? Infinity);
  take();
  for await (const { type } of broker.status()) if (type === 'reconnect') take();
}

function runningService(
  { plan, log, closers, broker }: Start,
  shell: ConnectedShell,
): RunningService {
  const connection = shell.connect('recorder');
  closers.add(() => connection.close());
  const recorder = new FactRecorder(shell, connection);
  return {
    name: plan.name,
    logger: log,
    record: (draft, { id }) => recorder.record(draft, id),
    ask: (contract, params) =>
      askService(broker, contract, params, {
        deadline: undefined,
        traceparent: undefined,
      }),
    problems: () => shell.health.problems(),
    onStop: (close) => closers.add(close),
    stop: () => closers.close(),
    ended: broker.closed(),
  };
}
